import { Field, ID, InterfaceType } from 'type-graphql';

/** Relay's Node: whatever has an opaque global id and can be fetched again by it. */
@InterfaceType({
  description: 'An object with a global id; see https://graphql.org/learn/global-object-identification/.',
})
export abstract class Node {
  @Field(() => ID, { description: 'The opaque global id; fetch the object again with node(id:).' })
  id!: string;
}
