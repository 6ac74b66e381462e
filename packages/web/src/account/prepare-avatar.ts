/** Pixels of a side: sharp at every size that is shown, on fine screens too. */
const side = 256;

/** The middle of a picture, square and small, as PNG in base64. Throws where the browser cannot read it. */
export async function prepareAvatar(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('This browser cannot read the file as a picture. Take a PNG, JPEG or WebP.');
  });
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw the picture.');
  const { left, top, length } = middleSquare(picture.width, picture.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, length, length, 0, 0, side, side);
  picture.close();
  return canvas.toDataURL('image/png').replace(/^data:[^,]*,/, '');
}

/** The largest square in the middle of a picture. */
export function middleSquare(
  width: number,
  height: number,
): { left: number; top: number; length: number } {
  const length = Math.min(width, height);
  return { left: (width - length) / 2, top: (height - length) / 2, length };
}
