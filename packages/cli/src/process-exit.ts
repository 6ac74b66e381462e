/** Ends the command with an exit code of another program's; nothing is printed. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
  readonly code: number;

  constructor(code: number) {
    super(`exit code ${code}`);
    this.code = code;
  }
}
