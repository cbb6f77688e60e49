interface Changeable {
  metadata?: { managedFields?: unknown };
}

/**
 * Takes `metadata.managedFields` off an object that was read just now, often half of its size: who wrote which field is
 * the server's business.
 */
export function stripManagedFields<T>(object: T): T {
  const changeable = object as Changeable;
  const { metadata } = changeable;
  if (metadata?.managedFields === undefined) return object;
  // Typed objects have it last, and what comes last can be deleted at no cost; otherwise the object would become slow.
  if (Object.keys(metadata).at(-1) === "managedFields") {
    delete metadata.managedFields;
  } else {
    const { managedFields: _, ...rest } = metadata;
    changeable.metadata = rest;
  }
  return object;
}
