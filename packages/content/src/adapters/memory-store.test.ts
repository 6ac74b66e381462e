import { describeContentStore } from '../testing/index.ts';
import { createMemoryStore } from './memory-store.ts';

describeContentStore('memory', {
  makeStore: async () => ({ store: createMemoryStore(), dispose: async () => undefined }),
});
