import type { ReactNode } from 'react';
import { AntdRoot } from '../../common/themeAntd';
import { useDesk } from '../state';

/** antd in the desk's theme and language, around what uses it. */
export function Themed({ children }: { children: ReactNode }) {
  const theme = useDesk((state) => state.theme);
  const language = useDesk((state) => state.language);
  return (
    <AntdRoot theme={theme} language={language}>
      {children}
    </AntdRoot>
  );
}
