/** What particular to an event its sentence may say. */
export type ActionData = Readonly<Record<string, string>>;

/** An action of the audit log, as people see it. */
export interface AuditAction {
  readonly label: string;
  /**
   * What it did: `{name}` stands for what it was done to, `{tag}` and the like for what is particular
   * to it. A function where more has to be said.
   */
  readonly says: string | ((name: string, data: ActionData) => string);
}
