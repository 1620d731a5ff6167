import { useGraphiQL } from '@graphiql/react';
import { useEffect, useRef, useState } from 'react';
import type { Example } from './examples';
import { askAs } from './request';
import type { Token } from './session';

interface Props {
  tokens: Token[];
  examples: Example[];
  storage: Storage;
}

const KEY = 'askAs';

/**
 * Who asks. Each tab remembers who was picked for it; an example starts with the role it is meant for, and a new
 * tab with whoever asked last.
 */
export function AskAs({ tokens, examples, storage }: Props) {
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]);
  const operation = useRef<string>(null);
  operation.current = tab?.operationName ?? null;
  const tabId = tab?.id ?? '';
  const [label, setLabel] = useState('');

  useEffect(() => {
    setLabel((last) => {
      const picked = readPicks(storage)[tabId] ?? fitting(operation.current);
      return picked !== undefined && (picked === '' || tokens.some((token) => token.label === picked))
        ? picked
        : last;
    });
  }, [tabId]);
  useEffect(() => askAs(label), [label]);

  function fitting(name: string | null): string | undefined {
    const example = examples.find((candidate) => candidate.name === name);
    return example && (tokens.find(({ role }) => role === example.role)?.label ?? '');
  }

  function pick(picked: string) {
    storage.setItem(KEY, JSON.stringify({ ...readPicks(storage), [tabId]: picked }));
    setLabel(picked);
  }

  return (
    <label className="explorer-ask">
      Ask as
      <select value={label} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="">anonymous</option>
        {tokens.map((token) => (
          <option key={token.label} value={token.label}>
            {token.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function readPicks(storage: Storage): Record<string, string> {
  try {
    return JSON.parse(storage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}
