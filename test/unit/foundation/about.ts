/** What lies in the fixture, as `about.json` tells. */
export interface About {
  /** Commit of the program that made it. */
  readonly madeBy: string;
  /** Where its clock stood at the end (Beijing time). */
  readonly until: string;
  readonly street: string;
  /** The report whose caller was erased for good. */
  readonly erased: string;
  /** Jobs of imports that came to an end. */
  readonly imports: { readonly finished: string; readonly withdrawn: string };
  /** What a kill left at the first desk: an import with so many rows, and the counting of deadlines behind this version of the limits. */
  readonly cutOff: {
    readonly importJob: string;
    readonly rows: number;
    readonly reckoning: string;
  };
  /** Cases and reports that two desks did different things to. */
  readonly conflicts: { readonly open: readonly string[]; readonly settled: readonly string[] };
  /** Pictures and thumbnails at the first desk. */
  readonly pictures: number;
  /** Packages of the first desk: everything, for the third desk that knows nobody; what the second lacks, under the password. */
  readonly packages: {
    readonly everything: string;
    readonly news: string;
    readonly password: string;
    /** The digits of the first desk's key, as they would be read out on the telephone. */
    readonly safety: string;
  };
}
