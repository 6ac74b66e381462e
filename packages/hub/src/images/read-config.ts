import type { ImageConfiguration, ImageHistoryEntry } from '@slipway/api';

type Document = Readonly<Record<string, unknown>>;

/** What is kept of a list or a text: configs are anybody's, and may hold anything. */
const maximumEntries = 2000;
const maximumText = 32 * 1024;

/** An image's config as people look at it. What has another form than it should is left out. */
export function readConfiguration(document: Document, digest: string): ImageConfiguration {
  const config = readObject(document.config);
  return {
    digest,
    user: readText(config.User),
    entrypoint: readTexts(config.Entrypoint),
    cmd: readTexts(config.Cmd),
    env: readTexts(config.Env),
    working_dir: readText(config.WorkingDir),
    exposed_ports: readKeys(config.ExposedPorts),
    volumes: readKeys(config.Volumes),
    labels: readLabels(config.Labels),
    stop_signal: readText(config.StopSignal),
    shell: readTexts(config.Shell),
    healthcheck: readHealthcheck(config.Healthcheck),
  };
}

/** The history, each line with the layer that it made: lines that made none say so. */
export function readHistory(document: Document, layers: number): ImageHistoryEntry[] {
  const { history } = document;
  if (!Array.isArray(history)) return [];
  let layer = 0;
  return history.slice(0, maximumEntries).map((each): ImageHistoryEntry => {
    const entry = readObject(each);
    const isEmpty = entry.empty_layer === true;
    const made = !isEmpty && layer < layers ? layer++ : null;
    return {
      created: readText(entry.created) || null,
      created_by: readText(entry.created_by),
      comment: readText(entry.comment),
      empty_layer: isEmpty,
      layer: made,
    };
  });
}

/** A text of bounded length; empty where it is none. */
export function readText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maximumText) : '';
}

function readTexts(value: unknown): string[] {
  if (typeof value === 'string') return [readText(value)];
  if (!Array.isArray(value)) return [];
  return value
    .filter((each) => typeof each === 'string')
    .slice(0, maximumEntries)
    .map(readText);
}

function readKeys(value: unknown): string[] {
  return Object.keys(readObject(value)).slice(0, maximumEntries).map(readText);
}

function readLabels(value: unknown): Record<string, string> {
  const labels = Object.entries(readObject(value)).slice(0, maximumEntries);
  return Object.fromEntries(
    labels.map(([name, text]) => [name, typeof text === 'string' ? readText(text) : '']),
  );
}

function readHealthcheck(value: unknown): ImageConfiguration['healthcheck'] {
  const check = readObject(value);
  const test = readTexts(check.Test);
  if (test.length === 0) return null;
  return {
    test,
    interval: readNumber(check.Interval),
    timeout: readNumber(check.Timeout),
    start_period: readNumber(check.StartPeriod),
    retries: readNumber(check.Retries),
  };
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function readObject(value: unknown): Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Document)
    : {};
}
