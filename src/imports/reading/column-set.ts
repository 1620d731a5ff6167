import { fold } from '../../search/text';

/** What stands in brackets (units, 【必填】), a unit behind a slash, spaces and marks. */
const BESIDE_THE_NAME = /\([^)]*\)|【[^】]*】|\[[^\]]*\]|\/[元件%]$|[\s_*:-]/gu;

/** "Live Price", "live_price", "livePrice" and "直播价（元）*" are told apart from nothing but other words. */
export const normalised = (header: string): string => fold(header).replaceAll(BESIDE_THE_NAME, '');

/** The columns of one kind of file, and what people call them. */
export class ColumnSet<Name extends string = string> {
  private readonly byName: ReadonlyMap<string, Name>;

  constructor(
    private readonly synonyms: Readonly<Record<Name, readonly string[]>>,
    /** What a column is called in templates and problems. */
    private readonly labels: Readonly<Record<Name, string>>,
    /** Of each a file must have one. */
    readonly required: readonly (readonly Name[])[],
  ) {
    const columns = Object.keys(synonyms) as Name[];
    this.byName = new Map(columns.flatMap((column) => this.namesOf(column).map((name) => [name, column])));
  }

  /** The column that a header means; undefined where it is none we know. */
  columnOf(header: string): Name | undefined {
    return this.byName.get(normalised(header));
  }

  /** The column's name in both languages. */
  labelOf(column: Name): string {
    return `${this.labels[column]} (${column})`;
  }

  /** All that the column is called. */
  namesOf(column: Name): string[] {
    return [column, ...this.synonyms[column]].map(normalised);
  }
}
