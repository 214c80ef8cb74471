import { App, ConfigProvider, type ConfigProviderProps, theme as themes } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useMemo } from 'react';
import type { Language } from './i18n';
import { antdTokens, palette, space, type ThemeName } from './tokens';

type Algorithm = typeof themes.compactAlgorithm;

/** Compact spacing with our type: antd's compact algorithm alone would shrink the body text to 12 px. */
const dense: Algorithm = (seed, map) => {
  const plain = map ?? themes.defaultAlgorithm(seed);
  const type = Object.entries(plain).filter(([name]) => /^(fontSize|fontHeight|lineHeight)/.test(name));
  return { ...themes.compactAlgorithm(seed, plain), ...Object.fromEntries(type) };
};

/** antd's ConfigProvider in our look: light or dark with the compact algorithm, Chinese or English. Always a theme object. */
export function antdProps(theme: ThemeName, language: Language): ConfigProviderProps {
  return {
    locale: language === 'en' ? enUS : zhCN,
    componentSize: 'middle',
    theme: {
      algorithm: [theme === 'dark' ? themes.darkAlgorithm : themes.defaultAlgorithm, dense],
      token: {
        ...antdTokens(theme),
        colorTextPlaceholder: palette[theme].secondary,
        colorTextDescription: palette[theme].secondary,
        colorBgMask: 'rgba(14, 20, 24, 0.32)',
        // A line around what floats: in the dark a shadow alone shows no edge.
        boxShadow: `0 0 0 1px ${palette[theme].line}, 0 12px 40px rgba(0, 0, 0, 0.22)`,
        boxShadowSecondary: `0 0 0 1px ${palette[theme].line}, 0 4px 16px rgba(0, 0, 0, 0.12)`,
      },
      components: {
        Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
        Table: { cellPaddingBlock: 5, cellPaddingInline: 8, headerBorderRadius: 0 },
        Modal: { titleFontSize: 16 },
        Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
        Tooltip: { controlHeight: space.rowCompact },
      },
    },
    wave: { disabled: true },
  };
}

/**
 * Everything that uses antd stands inside one of these. It is not around the whole desk: the first screen is drawn
 * with our own markup, and antd is loaded after it.
 */
export function AntdRoot(props: { theme: ThemeName; language: Language; children: ReactNode }) {
  const { theme, language, children } = props;
  const config = useMemo(() => antdProps(theme, language), [theme, language]);
  return (
    <ConfigProvider {...config}>
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
