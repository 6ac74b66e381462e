/** Named here for the bundle: there a CommonJS module that is imported when needed has no names. */
export { Agent, EnvHttpProxyAgent, fetch, Headers } from 'undici';
