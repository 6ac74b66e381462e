import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

/** A reader of RFC 4180, for one line. */
function read(line: string): string[] {
  const text = line.slice(0, -2);
  const fields: string[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end;
      continue;
    }
    let field = '';
    for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
      if (text[at] === '"') at += 1;
      field += text[at];
    }
    fields.push(field);
    at += 1;
  }
  return fields;
}

test('every field is read back as it was, but for the apostrophe before a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
      const line = csvLine(values);
      expect(line.endsWith('\r\n')).toBe(true);
      const fields = read(line);
      expect(fields.map((field) => field.replace(/^'(?=[=+\-@\t\r\n])/, ''))).toEqual(
        values.map((value) => value.replace(/^'(?=[=+\-@\t\r\n])/, '')),
      );
      for (const field of fields) expect(field).not.toMatch(/^[=+\-@\t\r\n]/);
    }),
  );
});

test('formulas of all kinds are texts', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1']) {
    expect(read(csvLine([formula]))).toEqual([`'${formula}`]);
  }
});
