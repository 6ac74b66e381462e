/** Where Slipway does otherwise than BuildKit on purpose, by the case's name, with the reason. */
export const knownDifferences: Readonly<Record<string, string>> = {};

/** Where Buildah's result is not BuildKit's, and so not ours, by the case's name. */
export const buildahDifferences: Readonly<Record<string, string>> = {};
