import '@graphiql/react/font/fira-code.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { AskAs } from './ask-as';
import { examplesFor, type Example } from './examples';
import { usePlainPunctuation } from './monaco';
import { request } from './request';
import { readSession, type Session, type Token } from './session';
import { openTab, storageFor, type Tab } from './storage';

interface Props {
  tokens: Token[];
  examples: Example[];
  storage: Storage;
  tab?: Tab;
}

function Explorer({ tokens, examples, storage, tab }: Props) {
  usePlainPunctuation();
  return (
    <GraphiQL
      fetcher={request}
      storage={storage}
      defaultTabs={examples}
      initialQuery={tab?.query}
      initialVariables={tab?.variables}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <div className="explorer-bar">
          {tokens.length > 0 && <AskAs tokens={tokens} examples={examples} storage={storage} />}
          <span className="explorer-name">headwater 源头</span>
        </div>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

async function start() {
  const session = await readSession().catch((): Session => ({ tokens: [], variables: {} }));
  const examples = examplesFor(session);
  const storage = storageFor(examples);
  const tab = openTab(storage) ?? examples[0];
  createRoot(document.getElementById('explorer')!).render(
    <Explorer tokens={session.tokens} examples={examples} storage={storage} tab={tab} />,
  );
}

void start();
