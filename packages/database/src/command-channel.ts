import { DatabaseError } from './database-error.ts';

/** The way commands take to the process that runs them. */
export interface CommandChannel {
  send(name: string, input: unknown): Promise<unknown>;
}

/**
 * A two-way stream of structured-clone messages with another process. Other messages may travel on
 * the same port: each side takes only its own.
 */
export interface CommandPort {
  /** Throws where the port is closed already or the message cannot be cloned. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

interface CommandRequest {
  readonly kind: 'slipway.command';
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

interface CommandAnswer {
  readonly kind: 'slipway.command-answer';
  readonly id: number;
  readonly outcome: { readonly value: unknown } | { readonly error: PlainError };
}

/** What of an error crosses between processes. */
interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly detail?: unknown;
  readonly retryable?: unknown;
}

/** Runs the commands that arrive on `port` and answers each. An unanswerable one closes nothing. */
export function serveCommands(
  database: { readonly commands: CommandChannel },
  port: CommandPort,
): void {
  let open = true;
  port.onClose(() => {
    open = false;
  });
  port.onMessage(async (message) => {
    if (!isKind<CommandRequest>(message, 'slipway.command')) return;
    const { id, name, input } = message;
    const outcome = await database.commands.send(name, input).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: plainError(error) }),
    );
    if (open) answer(port, { kind: 'slipway.command-answer', id, outcome });
  });
}

/**
 * The asking side. When the port closes, everything in flight is rejected with a DatabaseError
 * WRITER_GONE that is not retryable, since each may have been committed; later sends are, as nothing
 * was sent.
 */
export function commandChannel(port: CommandPort): CommandChannel {
  const inFlight = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let open = true;
  port.onMessage((message) => {
    if (!isKind<CommandAnswer>(message, 'slipway.command-answer')) return;
    const asked = inFlight.get(message.id);
    inFlight.delete(message.id);
    if ('error' in message.outcome) asked?.reject(revivedError(message.outcome.error));
    else asked?.resolve(message.outcome.value);
  });
  port.onClose(() => {
    open = false;
    for (const [id, asked] of inFlight) {
      inFlight.delete(id);
      asked.reject(
        writerGone('before it answered: whether the command was committed is unknown', false),
      );
    }
  });
  return {
    send: async (name, input) => {
      if (!open) throw writerGone('so the command was not sent', true);
      const id = ++lastId;
      const asked = Promise.withResolvers<unknown>();
      inFlight.set(id, asked);
      try {
        port.post({ kind: 'slipway.command', id, name, input } satisfies CommandRequest);
      } catch (error) {
        inFlight.delete(id);
        throw error;
      }
      return await asked.promise;
    },
  };
}

function answer(port: CommandPort, message: CommandAnswer): void {
  try {
    port.post(message);
  } catch (error) {
    const reason = new Error(`the command's answer cannot be sent: ${String(error)}`);
    try {
      port.post({ ...message, outcome: { error: plainError(reason) } });
    } catch {
      // The port closed meanwhile: the asker has been told by its own side's close.
    }
  }
}

function isKind<Message extends { kind: string }>(
  message: unknown,
  kind: Message['kind'],
): message is Message {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
  );
}

const carried = ['code', 'status', 'detail', 'retryable'] as const;

function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const plain: Record<string, unknown> = { name: error.name, message: error.message };
  for (const key of carried) {
    if (key in error) plain[key] = (error as unknown as Record<string, unknown>)[key];
  }
  return plain as unknown as PlainError;
}

function revivedError({ name, message, ...rest }: PlainError): Error {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return Object.assign(error, rest);
}

function writerGone(what: string, retryable: boolean): DatabaseError {
  return new DatabaseError(
    'WRITER_GONE',
    `the process that writes the database has gone, ${what}`,
    {
      retryable,
    },
  );
}
