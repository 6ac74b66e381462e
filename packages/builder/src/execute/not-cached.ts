/** Thrown where a build that may only take from the cache would have to do something. */
export class NotCachedError extends Error {
  constructor() {
    super('not everything is in the cache');
    this.name = 'NotCachedError';
  }
}
