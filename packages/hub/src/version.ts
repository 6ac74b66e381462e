import manifest from '../package.json' with { type: 'json' };

/** The hub's version. */
export const hubVersion: string = manifest.version;
