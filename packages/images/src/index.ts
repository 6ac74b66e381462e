export { choosePlatform } from './choose-platform.ts';
export { createImageStore } from './create-image-store.ts';
export { ImageStoreError, type ImageStoreErrorCode } from './errors.ts';
export type { ImageDetails, ImageStore, StoredImage } from './image-store.ts';
