/** A value for each function; a function that is not named keeps its default. */
export type ByFunction = Readonly<Partial<Record<'ingest' | 'route' | 'deliver' | 'reconcile' | 'api', number>>>;

/**
 * What can be chosen of an installation, as properties of the construct and of the stack, and as context values of the
 * command line (`-c retentionDays=90`). `option-list.ts` says what each means, what is allowed and what is the default.
 */
export interface TocsinOptions {
  readonly alarmActions?: readonly string[];
  readonly alarmEmail?: string;
  readonly alarmTopicArn?: string;
  readonly certificateArn?: string;
  readonly domainName?: string;
  readonly importOldQueues?: readonly string[];
  readonly kmsKeyArn?: string;
  readonly logLevel?: 'info' | 'warn' | 'error';
  readonly logRetentionDays?: number;
  readonly logRole?: 'own' | 'existing';
  readonly maxConcurrency?: { readonly route?: number; readonly deliver?: number };
  readonly memory?: ByFunction;
  readonly removalPolicy?: 'retain' | 'destroy';
  readonly reservedConcurrency?: { readonly ingest?: number };
  readonly retentionDays?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly throttle?: { readonly rate?: number; readonly burst?: number };
  readonly tracing?: boolean;
  readonly vpcId?: string;
  readonly vpcSecurityGroups?: readonly string[];
  readonly vpcSubnets?: readonly string[];
  readonly webAclArn?: string;
}
