import type { Example } from './examples';

export interface Tab {
  query: string;
  variables: string;
}

/**
 * GraphiQL keeps its tabs in the browser. They are kept per set of examples, so that a newcomer to changed
 * examples, or to another catalogue, sees those and not yesterday's.
 */
export function storageFor(examples: Example[]): Storage {
  const prefix = `headwater:${hash(JSON.stringify(examples))}:`;
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    key: (index) => keys()[index]?.slice(prefix.length) ?? null,
    clear: () => keys().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}

/** The tab that was open last: GraphiQL by itself would bring back its query without its variables. */
export function openTab(storage: Storage): Tab | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(storage.getItem('graphiql:tabState') ?? '');
    const { query, variables } = tabs[activeTabIndex];
    return { query: query ?? '', variables: variables ?? '' };
  } catch {
    return undefined;
  }
}

function hash(text: string): string {
  let value = 5381;
  for (let index = 0; index < text.length; index++)
    value = (Math.imul(value, 33) ^ text.charCodeAt(index)) >>> 0;
  return value.toString(36);
}
