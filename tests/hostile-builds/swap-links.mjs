// node swap-links.mjs FOLDER TARGET: puts a link to TARGET in the place of FOLDER and the folder
// back, for ever; says how often on standard output, once it was ended.
import { renameSync, symlinkSync } from 'node:fs';

const [folder = '', target = ''] = process.argv.slice(2);
symlinkSync(target, `${folder}.link`);
let swaps = 0;
const until = () => {
  for (const end = performance.now() + 20; performance.now() < end; swaps++) {
    renameSync(folder, `${folder}.real`);
    renameSync(`${folder}.link`, folder);
    renameSync(folder, `${folder}.link`);
    renameSync(`${folder}.real`, folder);
  }
  setTimeout(until, 1);
};
process.on('SIGTERM', () => {
  console.log(swaps);
  process.exit(0);
});
until();
