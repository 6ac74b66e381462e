import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** A new one clears the error: the address that the page is at. */
  readonly resetKey: string;
}

interface State {
  readonly error: Error | undefined;
}

/** Keeps a page's fault to the page: the header goes on working. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override componentDidUpdate(previous: Props): void {
    if (previous.resetKey !== this.props.resetKey && this.state.error) {
      this.setState({ error: undefined });
    }
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    // A page that was not loaded: after an update of the hub its file has another name.
    const isStale = /dynamically imported module|Importing a module|Loading chunk/i.test(
      error.message,
    );
    return (
      <Stack className="sw-not-found" align="center" gap="md">
        <Title order={1}>{isStale ? 'This page could not be loaded' : 'This page broke'}</Title>
        <Text c="dimmed" ta="center" maw={520}>
          {isStale
            ? 'The hub may have been updated, or the connection is gone. Loading the page again gets the newest one.'
            : 'That is a fault of the site, not yours. Loading the page again may help.'}
        </Text>
        {!isStale && <Code>{error.message}</Code>}
        <Group>
          <Button onClick={() => window.location.reload()}>Load again</Button>
        </Group>
      </Stack>
    );
  }
}
