import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';

const LayerListing = lazy(async () => ({
  default: (await import('./layer-listing.tsx')).LayerListing,
}));

/** Opens the list of a layer's files. */
export function LayerFiles({ digest }: { digest: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
        Files
      </Button>
      <Dialog opened={isOpen} onClose={() => setOpen(false)} title="Files of the layer" size="xl">
        <Suspense fallback={null}>{isOpen && <LayerListing digest={digest} />}</Suspense>
      </Dialog>
    </>
  );
}
