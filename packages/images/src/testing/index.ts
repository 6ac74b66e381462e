export {
  type SampleImage,
  storeBytes,
  storeDocument,
  storeSampleImage,
  storeSampleIndex,
} from './sample-image.ts';
