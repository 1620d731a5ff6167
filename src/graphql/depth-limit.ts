import { type ASTVisitor, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';
import { HTTP_LIMITS } from '../config/limits';
import { HeadwaterError } from './errors';

/** These nest types deeply, and are bounded by a server setting of their own; what stands beside them is not. */
const INTROSPECTION = new Set(['__schema', '__type']);

/** A validation rule: no operation nests fields deeper than the limit, fragments spelled out. */
export function depthLimit(context: ValidationContext): ASTVisitor {
  const max = HTTP_LIMITS.maxDepth;
  const fragmentDepths = new Map<string, number>();

  function depthOf(set: SelectionSetNode): number {
    return Math.max(
      0,
      ...set.selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return depthOfFragment(selection.name.value);
        if (selection.kind === Kind.FIELD && INTROSPECTION.has(selection.name.value)) return 0;
        const inner = selection.selectionSet ? depthOf(selection.selectionSet) : 0;
        return selection.kind === Kind.FIELD ? inner + 1 : inner;
      }),
    );
  }

  function depthOfFragment(name: string): number {
    const known = fragmentDepths.get(name);
    if (known !== undefined) return known;
    // Fragments in a circle are another rule's error; here they only must not run for ever.
    fragmentDepths.set(name, 0);
    const fragment = context.getFragment(name);
    const depth = fragment ? depthOf(fragment.selectionSet) : 0;
    fragmentDepths.set(name, depth);
    return depth;
  }

  return {
    OperationDefinition(operation) {
      if (depthOf(operation.selectionSet) > max) {
        const what = { en: 'levels', 'zh-CN': '层级' };
        context.reportError(new HeadwaterError('QUERY_TOO_LARGE', { what, max }));
      }
    },
  };
}
