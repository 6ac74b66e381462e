import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

/** Deep water: links, chosen things, the main action. */
const harbor: MantineColorsTuple = [
  '#e9f5f5',
  '#d3e8e9',
  '#a5d1d3',
  '#74b8bc',
  '#4ca1a8',
  '#2f8b95',
  '#177684',
  '#0b6170',
  '#0b5260',
  '#07404c',
];

/** The ramp's wood, lit: official images, stars, what deserves a look. */
const buoy: MantineColorsTuple = [
  '#fff4e6',
  '#fde7cf',
  '#f9cd9f',
  '#f5b26c',
  '#f2a154',
  '#e98a2e',
  '#c96f17',
  '#a35710',
  '#84450d',
  '#6a3609',
];

/** Greys with a little of the water in them. */
const dark: MantineColorsTuple = [
  '#d5dfdf',
  '#b5c2c3',
  '#93a3a5',
  '#6d7f82',
  '#3e4e52',
  '#2b393c',
  '#202c2f',
  '#162023',
  '#0d1517',
  '#080d0f',
];

const gray: MantineColorsTuple = [
  '#f6f7f4',
  '#eef0ec',
  '#e2e6e1',
  '#d2d8d3',
  '#b8c0bb',
  '#98a29e',
  '#717d7a',
  '#55615f',
  '#384341',
  '#1f2827',
];

const sans = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const mono =
  "ui-monospace, 'SF Mono', 'Cascadia Code', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'harbor',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  colors: { harbor, buoy, dark, gray },
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: sans,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.25rem', lineHeight: '1.3' },
      h3: { fontSize: '1.05rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    // What it puts there takes the keyboard's place in a menu, and is none of its items.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        centered: true,
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: tooltipEvents() } },
  },
});

function tooltipEvents() {
  return { hover: true, focus: true, touch: true };
}

/** What Mantine's own values are too weak or too blue for: contrasts of at least 4.5 to 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f7f4',
    '--mantine-color-text': '#182221',
    '--mantine-color-dimmed': '#525f5d',
    '--mantine-color-placeholder': '#6a7674',
    '--mantine-color-anchor': '#0b6170',
    '--mantine-color-default': '#ffffff',
    '--mantine-color-default-hover': '#f1f4f1',
    '--mantine-color-default-border': '#cfd6d1',
    '--mantine-color-error': '#b3261e',
    '--slipway-surface': '#ffffff',
    '--slipway-surface-raised': '#ffffff',
    '--slipway-surface-sunken': '#eef1ed',
    '--slipway-line': '#dde2dd',
    '--slipway-line-strong': '#c2cac5',
    '--slipway-accent': '#0b6170',
    '--slipway-accent-soft': '#e3f0f0',
    '--slipway-accent-text': '#0b5260',
    '--slipway-buoy': '#c96f17',
    '--slipway-buoy-soft': '#fdeedb',
    '--slipway-buoy-text': '#84450d',
    '--slipway-good': '#1c7a3e',
    '--slipway-danger': '#b3261e',
    '--slipway-shadow': '0 1px 2px rgb(15 35 38 / 6%), 0 4px 14px rgb(15 35 38 / 5%)',
  },
  dark: {
    '--mantine-color-body': '#0d1517',
    '--mantine-color-text': '#dfe8e7',
    '--mantine-color-dimmed': '#9db0b1',
    '--mantine-color-placeholder': '#84979a',
    '--mantine-color-anchor': '#6fc3c9',
    '--mantine-color-default': '#162023',
    '--mantine-color-default-hover': '#1d2a2d',
    '--mantine-color-default-border': '#33444a',
    '--mantine-color-error': '#ff9a90',
    '--slipway-surface': '#131d20',
    '--slipway-surface-raised': '#18252a',
    '--slipway-surface-sunken': '#0a1113',
    '--slipway-line': '#233135',
    '--slipway-line-strong': '#3a4b50',
    '--slipway-accent': '#4ca1a8',
    '--slipway-accent-soft': '#12323a',
    '--slipway-accent-text': '#8fd3d7',
    '--slipway-buoy': '#f2a154',
    '--slipway-buoy-soft': '#38260f',
    '--slipway-buoy-text': '#f8c48d',
    '--slipway-good': '#6cc58a',
    '--slipway-danger': '#ff9a90',
    '--slipway-shadow': '0 1px 2px rgb(0 0 0 / 40%)',
  },
});
