/** Imported when something is fetched: undici takes 50 ms to load, and builds without it start sooner. */
export { Agent, EnvHttpProxyAgent, fetch, Headers } from 'undici';
