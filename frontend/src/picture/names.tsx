// Names of actors and posts, as text, in their own script where one is known.
// Rule: identity is by id; an id nobody introduced is shown as it is, never guessed at.
import { computed } from "@preact/signals";
import type { Actor, Post } from "./picture";
import { picture } from "./state";

export const actors = computed(() => {
  const shown = picture.value;
  const all = [...(shown?.actors ?? []), ...(shown?.claims.actors ?? [])];
  return new Map<string, Actor>(all.map((actor) => [actor.id, actor]));
});

export const posts = computed(() => new Map<string, Post>((picture.value?.posts ?? []).map((post) => [post.id, post])));

export function actorName(id: string | null | undefined): string {
  if (!id) return "unknown";
  return actors.value.get(id)?.name ?? id;
}

export function postName(id: string | null | undefined): string {
  if (!id) return "no post";
  return posts.value.get(id)?.name ?? id;
}

/** Names in other scripts, each with its language, so that fonts and direction are right. */
export function OtherNames({ names }: { names?: Record<string, string> | undefined }) {
  const all = Object.entries(names ?? {});
  if (all.length === 0) return null;
  return (
    <span class="other-names">
      {all.map(([language, name]) => (
        <bdi key={language} lang={language}>
          {name}
        </bdi>
      ))}
    </span>
  );
}

export function ActorName({ id, scripts = false }: { id: string | null | undefined; scripts?: boolean }) {
  const actor = id ? actors.value.get(id) : undefined;
  return (
    <span class="actor" title={actor?.described ?? undefined}>
      <bdi>{actorName(id)}</bdi>
      {scripts && <OtherNames names={actor?.names} />}
    </span>
  );
}

export function PostName({ id }: { id: string | null | undefined }) {
  const post = id ? posts.value.get(id) : undefined;
  return <bdi title={post?.contact ?? undefined}>{postName(id)}</bdi>;
}

/** Words of others: always text, direction by their own first letter. */
export function Words({ children }: { children: string | null | undefined }) {
  return <span dir="auto">{children ?? ""}</span>;
}
