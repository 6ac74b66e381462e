/**
 * Imported when the first request is sent: undici takes 50 ms to load, and commands that need no
 * network start sooner. A file of our own, since a bundle gives a CommonJS package that is imported
 * so no names.
 */
export { Agent, EnvHttpProxyAgent, request } from 'undici';
