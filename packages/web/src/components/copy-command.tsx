import { CopyButton } from './copy-button.tsx';

/** A command as it is typed, with a button that copies it. */
export function CopyCommand({ command, label = 'command' }: { command: string; label?: string }) {
  return (
    <div className="sw-command">
      {/* Long commands scroll: the keyboard must be able to. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable */}
      <pre className="sw-command-text" tabIndex={0}>
        <code>{command}</code>
      </pre>
      <CopyButton value={command} label={label} />
    </div>
  );
}
