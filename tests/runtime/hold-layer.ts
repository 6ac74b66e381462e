/** Run by the tests, to be killed: unpacks a layer, or holds it mounted. */
import { LayerLab } from './layer-lab.ts';

const [folder = '', id = '', when] = process.argv.slice(2);
const lab = await LayerLab.create(folder, '.');
let told = false;
const tell = () => {
  if (!told) process.stdout.write('now\n');
  told = true;
};
await lab.store.mount([{ id }], {
  writable: true,
  onProgress: () => {
    if (when !== 'unpacking') return;
    // Between two entries: the files before this one are there.
    setTimeout(tell, 1);
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 5);
  },
});
tell();
setInterval(() => {}, 1000);
