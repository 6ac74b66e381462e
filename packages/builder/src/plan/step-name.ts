import { formatPlatform, type Platform, tryParsePlatform } from '@slipway/oci';
import type { Variables } from './variables.ts';

/** Counts a stage's steps, for names as `[build 2/5] RUN make`. */
export class StepNames {
  readonly #stage: string;
  readonly #showPlatform: boolean;
  #total: number;
  #last = 0;

  /** `stage`: empty where the Dockerfile has but one. */
  constructor(stage: string, total: number, showPlatform: boolean) {
    this.#stage = stage;
    this.#total = total;
    this.#showPlatform = showPlatform;
  }

  /** Counts steps that ONBUILD brought. */
  grow(count: number): void {
    this.#total += count;
  }

  /** The next step's name. */
  next(
    text: string,
    options: {
      readonly platform: Platform;
      readonly variables?: Variables;
      readonly onbuild?: boolean;
    },
  ): string {
    if (this.#total === 0) return text;
    this.#last++;
    const width = String(this.#total).length;
    const head = [
      this.#showPlatform ? platformLabel(options.platform, options.variables) : '',
      this.#stage,
      `${String(this.#last).padStart(width)}/${this.#total}`,
    ];
    const onbuild = options.onbuild ? 'ONBUILD ' : '';
    return `[${head.filter((each) => each !== '').join(' ')}] ${onbuild}${text}`;
  }
}

/** `linux/amd64`, or `linux/amd64->arm64` where a stage of one platform declares another's arguments. */
function platformLabel(platform: Platform, variables: Variables | undefined): string {
  const text = formatPlatform(platform);
  const target = variables && declaredTarget(platform, variables);
  if (!target) return text;
  if (target.os !== platform.os) return `${text}->${formatPlatform(target)}`;
  if (target.architecture === platform.architecture) return text;
  return `${text}->${[target.architecture, target.variant].filter((each) => each).join('/')}`;
}

function declaredTarget(platform: Platform, variables: Variables): Platform | undefined {
  const whole = variables.get('TARGETPLATFORM');
  if (whole !== undefined) return tryParsePlatform(whole);
  const os = variables.get('TARGETOS');
  const architecture = variables.get('TARGETARCH');
  const variant = variables.get('TARGETVARIANT');
  if (os === undefined && architecture === undefined && variant === undefined) return undefined;
  const parts = [os || platform.os, architecture || platform.architecture, variant];
  return tryParsePlatform(parts.filter((each) => each).join('/'));
}

/** An instruction for a line of progress: its first line, its name in capitals. */
export function stepText(source: string): string {
  const [first = ''] = source.split('\n');
  return withoutCredentials(first.replace(/^\S+/, (name) => name.toUpperCase()));
}

/** The user and password of web addresses made unreadable: history and progress are seen by others. */
export function withoutCredentials(text: string): string {
  return text.replace(/(https?:\/\/)[^/@\s?#]+@/gi, '$1xxxxx@');
}
