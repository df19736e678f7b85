// What a view says when it has nothing: the reason matters, because nothing seen is not nothing there.
import { picture } from "../picture/state";
import { PostName } from "../picture/names";

export function Empty({ what }: { what: string }) {
  return (
    <p class="empty">
      {what} As seen by <PostName id={picture.value?.reader.post} />: other readers may see more.
    </p>
  );
}
