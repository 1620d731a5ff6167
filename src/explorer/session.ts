/** A token that the explorer page may ask with, in development. */
export interface ExplorerToken {
  label: string;
  role: string;
  token: string;
}

/** What the page is lent: tokens to ask as, and values for the variables of the example operations. */
export interface ExplorerSession {
  tokens: ExplorerToken[];
  variables: Record<string, unknown>;
}
