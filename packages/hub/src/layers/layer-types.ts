import { mediaTypes } from '@slipway/oci';

/** Layers that are tar archives of files, as the image spec and Docker name them. */
const fileSystems: readonly string[] = [
  mediaTypes.ociLayer,
  mediaTypes.ociLayerGzip,
  mediaTypes.ociLayerZstd,
  mediaTypes.dockerLayer,
  mediaTypes.dockerLayerGzip,
  'application/vnd.docker.image.rootfs.diff.tar.zstd',
];

/** Whether a layer of this type holds files that can be listed. */
export function isFileSystemLayer(mediaType: string): boolean {
  return fileSystems.includes(mediaType);
}
