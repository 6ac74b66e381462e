/** A letter that waits to be sent. Its links may open an account, so it is sealed. */
export interface LetterRow {
  id: string;
  sealed: string;
  created_at: number;
}

export interface MailTables {
  hub_letters: LetterRow;
}
