/** Java's `String.hashCode`. */
function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}

const leastBuckets = 32;
const loadFactor = 0.75;

/**
 * The order in which AWS's error messages list an enum's values: that of a hash table with 32 buckets (more when it
 * fills up), the latest value of a bucket first. Found from recorded messages of DynamoDB, Step Functions and Cognito.
 */
export function hashTableOrder(values: readonly string[]): readonly string[] {
  let buckets = leastBuckets;
  while (values.length > buckets * loadFactor) buckets *= 2;
  const placed = values.map((value, index) => ({ value, index, bucket: javaHash(value) & (buckets - 1) }));
  placed.sort((left, right) => left.bucket - right.bucket || right.index - left.index);
  return placed.map(({ value }) => value);
}
