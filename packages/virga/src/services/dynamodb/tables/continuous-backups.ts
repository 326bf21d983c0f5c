/** What is said of a table without point-in-time recovery. */
export interface ContinuousBackupsOutput {
  readonly ContinuousBackupsDescription: {
    readonly ContinuousBackupsStatus: "ENABLED";
    readonly PointInTimeRecoveryDescription: { readonly PointInTimeRecoveryStatus: "DISABLED" };
  };
}

/** AWS calls continuous backups enabled on every table; recovery to a point in time is what can be switched. */
export const recoveryDisabled: ContinuousBackupsOutput = {
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
  },
};
