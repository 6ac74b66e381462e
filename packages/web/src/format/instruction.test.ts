import { expect, it } from 'vitest';
import { instructionOf } from './instruction.ts';

it.each([
  ['RUN /bin/sh -c apt-get update # buildkit', 'RUN', 'apt-get update'],
  ['/bin/sh -c apt-get update', 'RUN', 'apt-get update'],
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD', '["bash"]'],
  ['/bin/sh -c #(nop) ADD file:abc in / ', 'ADD', 'file:abc in /'],
  ['COPY --from=build /out . # buildkit', 'COPY', '--from=build /out .'],
  ['RUN |1 VERSION=3 /bin/sh -c make # buildkit', 'RUN', 'make'],
  ['|1 VERSION=3 /bin/sh -c make', 'RUN', 'make'],
  ['bazel build ...', '', 'bazel build ...'],
  ['', '', ''],
])('reads %j', (createdBy, keyword, text) => {
  expect(instructionOf(createdBy)).toEqual({ keyword, text });
});
