/** A setting that cannot be used; told at once, before anything is started. */
export class ConfigError extends Error {}
