import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  visit,
} from 'graphql';
import { DOCUMENT_LIMITS } from '../config/limits';
import { HeadwaterError } from '../graphql/errors';

const WORDS = {
  maxAliases: { en: 'aliases', 'zh-CN': '别名' },
  maxDirectivesInPlace: { en: 'directives in one place', 'zh-CN': '同一处指令' },
  maxDirectives: { en: 'directives', 'zh-CN': '指令' },
  maxRootFields: { en: 'root fields', 'zh-CN': '根字段' },
  maxFragments: { en: 'fragments', 'zh-CN': '片段' },
  maxRepeats: { en: 'repetitions of one field', 'zh-CN': '同一字段重复' },
  maxFields: { en: 'fields', 'zh-CN': '字段' },
} as const;

/**
 * A validation rule that comes before all others: what is too large is not validated any further, for the time that
 * the standard rules take grows with the square of what is repeated. Returning null for the document, as if to delete
 * it, keeps every rule from entering it.
 */
export const documentLimits = (context: ValidationContext): ASTVisitor => ({
  Document(document) {
    try {
      countNodes(document);
      new Spelling(document).check();
      return undefined;
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      context.reportError(error);
      return null;
    }
  },
});

/** @throws QUERY_TOO_LARGE */
function hold(limit: keyof typeof WORDS, count: number): void {
  const max = DOCUMENT_LIMITS[limit];
  if (count > max) throw new HeadwaterError('QUERY_TOO_LARGE', { what: WORDS[limit], max });
}

/** What can be counted in the document as it is written. */
function countNodes(document: DocumentNode): void {
  let aliases = 0;
  let directives = 0;
  let fragments = 0;
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) hold('maxFragments', ++fragments);
      if (node.kind === Kind.FIELD && node.alias) hold('maxAliases', ++aliases);
      if (!('directives' in node) || !node.directives) return;
      hold('maxDirectivesInPlace', node.directives.length);
      hold('maxDirectives', (directives += node.directives.length));
    },
  });
}

/** The fragments that a selection was spelled out of, from the inside. */
type Chain = { name: string; outer: Chain } | undefined;
type Part = { set: SelectionSetNode; chain: Chain };

/** The document with its fragments spelled out and the selections of one place taken together, as it is executed. */
class Spelling {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly unread: Set<string>;
  private fields = 0;

  constructor(private readonly document: DocumentNode) {
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(node.name.value, node);
    this.unread = new Set(this.fragments.keys());
  }

  /** @throws QUERY_TOO_LARGE */
  check(): void {
    for (const node of this.document.definitions) {
      if (node.kind !== Kind.OPERATION_DEFINITION) continue;
      const roots = this.walk([{ set: node.selectionSet, chain: undefined }]);
      hold('maxRootFields', roots);
    }
    // That nothing uses them is another rule's error, which comes after others have looked through them.
    for (const name of this.unread)
      this.walk([{ set: this.fragments.get(name)!.selectionSet, chain: undefined }]);
  }

  /** Counts what stands in one place and below it; returns how many fields stand there under different names. */
  private walk(parts: readonly Part[]): number {
    const byName = new Map<string, { times: number; inner: Part[] }>();
    const add = ({ alias, name, selectionSet }: FieldNode, chain: Chain): void => {
      hold('maxFields', ++this.fields);
      const key = (alias ?? name).value;
      let same = byName.get(key);
      if (!same) byName.set(key, (same = { times: 0, inner: [] }));
      hold('maxRepeats', ++same.times);
      if (selectionSet) same.inner.push({ set: selectionSet, chain });
    };
    const spread = ({ set, chain }: Part): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) add(selection, chain);
        else if (selection.kind === Kind.INLINE_FRAGMENT) spread({ set: selection.selectionSet, chain });
        else this.enter(selection.name.value, chain, spread);
      }
    };
    parts.forEach(spread);
    for (const { inner } of byName.values()) if (inner.length > 0) this.walk(inner);
    return byName.size;
  }

  private enter(name: string, chain: Chain, spread: (part: Part) => void): void {
    // Counted like a field: a fragment may hold nothing but further ones.
    hold('maxFields', ++this.fields);
    this.unread.delete(name);
    const fragment = this.fragments.get(name);
    // Fragments in a circle, and those that are not there, are other rules' errors.
    if (fragment && !isWithin(name, chain))
      spread({ set: fragment.selectionSet, chain: { name, outer: chain } });
  }
}

const isWithin = (name: string, chain: Chain): boolean =>
  chain !== undefined && (chain.name === name || isWithin(name, chain.outer));
