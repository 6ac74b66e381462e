export { type ContentStoreSuite, describeContentStore } from './describe-content-store.ts';
