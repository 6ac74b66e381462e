/** What particular to an event its sentence may say. */
export type ActionData = Readonly<Record<string, string>>;

/** An action of the audit log, as people see it. */
export interface AuditAction {
  readonly label: string;
  /** What it did, given what it was done to and what is particular to it. */
  says(name: string, data: ActionData): string;
}
