import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

// Monaco asks for its workers here; build.mjs writes one file for each.
const files: Record<string, string> = { graphql: 'graphql.worker.js', json: 'json.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(`/explorer/${files[label] ?? 'editor.worker.js'}`, { name: label }),
  },
});

const unicodeHighlight = { ambiguousCharacters: false, invisibleCharacters: false };

/** Monaco takes full-width punctuation for disguised Latin and frames it; in Chinese text it is just punctuation. */
export function usePlainPunctuation(): void {
  const editor = useMonaco(({ monaco }) => monaco?.editor);
  useEffect(() => {
    editor?.getEditors().forEach((made) => made.updateOptions({ unicodeHighlight }));
    const listener = editor?.onDidCreateEditor((made) => made.updateOptions({ unicodeHighlight }));
    return () => listener?.dispose();
  }, [editor]);
}
