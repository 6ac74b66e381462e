/**
 * The fields of one CSV line (RFC 4180): a field may be quoted whole, `""` inside is a quote.
 * Undefined where a quote is misplaced.
 */
export function csvFields(line: string): string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    if (line[at] === '"') {
      const quoted = readQuoted(line, at);
      if (quoted === undefined) {
        return undefined;
      }
      fields.push(quoted.field);
      at = quoted.end + 1;
      continue;
    }
    const comma = line.indexOf(',', at);
    const end = comma === -1 ? line.length : comma;
    const field = line.slice(at, end);
    if (field.includes('"')) {
      return undefined;
    }
    fields.push(field);
    at = end + 1;
  }
  return fields;
}

function readQuoted(line: string, start: number): { field: string; end: number } | undefined {
  let field = '';
  for (let at = start + 1; ; ) {
    const quote = line.indexOf('"', at);
    if (quote === -1) {
      return undefined;
    }
    field += line.slice(at, quote);
    const next = line[quote + 1];
    if (next === '"') {
      field += '"';
      at = quote + 2;
    } else if (next === ',' || next === undefined) {
      return { field, end: quote + 1 };
    } else {
      return undefined;
    }
  }
}
