export type { ImageDetails, ImageStore, StoredImage } from './image-store.ts';
