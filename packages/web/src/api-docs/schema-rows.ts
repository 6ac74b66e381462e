import type { JsonSchema } from '@slipway/api';

/** One line of a schema as it is shown: a member of an object, or an item of a list. */
export interface SchemaRow {
  /** Undefined for the schema itself. */
  readonly name: string | undefined;
  readonly required: boolean;
  /** `list of objects`, `text (uuid)`, `"a" or "b"`. */
  readonly type: string;
  /** `1 to 100 characters`, `default: 10`. */
  readonly notes: readonly string[];
  readonly members: readonly SchemaRow[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly format?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Deeper than this, a schema that contains itself is cut off. */
const deepest = 6;

/** A JSON Schema as lines for people. `root` is what its references are looked up in. */
export function schemaRow(
  schema: JsonSchema,
  { root, name, required = true }: { root: unknown; name?: string; required?: boolean },
): SchemaRow {
  return rowOf(schema as Schema, { root, name, required, depth: 0 });
}

interface At {
  readonly root: unknown;
  readonly name: string | undefined;
  readonly required: boolean;
  readonly depth: number;
}

function rowOf(given: Schema, at: At): SchemaRow {
  const schema = resolve(given, at.root);
  const { value, nullable } = withoutNull(schema);
  const item = resolve(value.items ?? {}, at.root);
  const shape = resolve(value.type === 'array' ? withoutNull(item).value : value, at.root);
  return {
    name: at.name,
    required: at.required,
    type: `${typeOf(value, at.root)}${nullable ? ' or null' : ''}`,
    notes: notesOf({ ...value, ...defaultOf(schema), ...defaultOf(given) }),
    members: at.depth >= deepest ? [] : membersOf(shape, at),
  };
}

function defaultOf({ default: value }: Schema): Pick<Schema, 'default'> {
  return value === undefined ? {} : { default: value };
}

function membersOf(shape: Schema, { root, depth }: At): SchemaRow[] {
  const own = Object.entries(shape.properties ?? {}).map(([name, member]) =>
    rowOf(member, {
      root,
      name,
      required: shape.required?.includes(name) ?? false,
      depth: depth + 1,
    }),
  );
  const { additionalProperties: rest } = shape;
  if (typeof rest === 'object' && Object.keys(rest).length > 0) {
    own.push(rowOf(rest, { root, name: '(any name)', required: false, depth: depth + 1 }));
  }
  const several = (shape.anyOf ?? shape.oneOf ?? []).filter(
    (each) => resolve(each, root).properties,
  );
  for (const [index, each] of several.entries()) {
    own.push(rowOf(each, { root, name: `(form ${index + 1})`, required: false, depth: depth + 1 }));
  }
  const all = (shape.allOf ?? []).flatMap((each) =>
    membersOf(resolve(each, root), { root, name: undefined, required: true, depth }),
  );
  return [...own, ...all];
}

function typeOf(given: Schema, root: unknown): string {
  const schema = resolve(given, root);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return joined(schema.enum.map((each) => JSON.stringify(each)));
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return joined([...new Set(several.map((each) => typeOf(each, root)))]);
  if (Array.isArray(schema.type)) {
    return joined(schema.type.map((type: string) => typeOf({ ...schema, type }, root)));
  }
  switch (schema.type) {
    case 'string':
      return schema.format === undefined ? 'text' : `text (${schema.format})`;
    case 'integer':
      return 'whole number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${plural(typeOf(schema.items ?? {}, root))}`;
    case 'object':
      return 'object';
    case 'number':
    case 'null':
      return schema.type;
    default:
      return schema.allOf === undefined ? 'anything' : 'object';
  }
}

/** `object` as one says it of several. */
function plural(type: string): string {
  if (type === 'object' || type === 'number' || type === 'whole number') return `${type}s`;
  if (type === 'text') return 'texts';
  return type.includes(' or ') ? `(${type})` : type;
}

function joined(words: readonly string[]): string {
  return words.join(' or ');
}

function notesOf(schema: Schema): string[] {
  const notes = [
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, 'items'),
    range(bounded(schema.minimum), bounded(schema.maximum), ''),
    schema.default === undefined ? undefined : `default: ${JSON.stringify(schema.default)}`,
    schema.description,
  ];
  return notes.filter((note) => note !== undefined && note !== '') as string[];
}

/** What is only the largest number there is bounds nothing. */
function bounded(value: number | undefined): number | undefined {
  return value !== undefined && Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
}

function range(
  least: number | undefined,
  most: number | undefined,
  unit: string,
): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  const said =
    most === undefined
      ? `at least ${least}`
      : least === undefined
        ? `at most ${most}`
        : `${least} to ${most}`;
  if (unit === '') return said;
  return (most ?? least) === 1 ? `${said} ${unit.slice(0, -1)}` : `${said} ${unit}`;
}

function withoutNull(schema: Schema): { value: Schema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes('null')) {
    const rest = schema.type.filter((type: string) => type !== 'null');
    return { value: { ...schema, type: rest.length === 1 ? rest[0] : rest }, nullable: true };
  }
  const several = schema.anyOf ?? schema.oneOf;
  if (!several?.some(({ type }) => type === 'null')) return { value: schema, nullable: false };
  const rest = several.filter(({ type }) => type !== 'null');
  const [only] = rest;
  return { value: rest.length === 1 && only ? only : { anyOf: rest }, nullable: true };
}

function resolve(schema: Schema, root: unknown): Schema {
  if (schema.$ref === undefined) return schema;
  const found = schema.$ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], root);
  return (found as Schema | undefined) ?? {};
}
