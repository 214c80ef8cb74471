import { ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { Themed } from './kit/Themed';

/** antd around the dialog that is open: fetched when the first one is opened. */
export default function DialogFrame({ children }: { children: ReactNode }): ReactNode {
  return (
    <Themed>
      <ConfigProvider button={{ autoInsertSpace: false }}>{children}</ConfigProvider>
    </Themed>
  );
}
