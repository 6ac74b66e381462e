import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { Shell } from '../shell/shell.tsx';
import { Toasts } from '../shell/toasts.tsx';
import { makeQueryClient } from './query-client.ts';
import { cssVariables, theme } from './theme.ts';

/** What the pages' addresses stand under, without a slash at the end. */
const base = new URL(document.baseURI).pathname.replace(/\/$/, '');
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const colorSchemes = localStorageColorSchemeManager({ key: 'slipway-color-scheme' });
const queryClient = makeQueryClient();

/** The whole site. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce ?? ''}
    >
      <QueryClientProvider client={queryClient}>
        <Router base={base}>
          <Shell />
        </Router>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
