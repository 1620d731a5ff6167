import { type ImportOrder, measureImport } from './measured-import';

/** One import in a process of its own, whose memory and processor time are then those of the import. */
process.once('message', (order: ImportOrder) => {
  measureImport(order).then(
    (figures) => process.send!(figures, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
