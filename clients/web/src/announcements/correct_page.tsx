import { type Announcement, AnnouncementService, AnnouncementState, Code } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { FormBox } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { announcementWords } from '../words/announcements.ts';
import { whyWords } from '../words/errors.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { headline } from './card.tsx';
import { checkWording, WordingFields, wordingField, wordings } from './wording_fields.tsx';

/** Says it anew to the same people, or changes what still waits. */
export default function CorrectPage({ params }: { params: Record<string, string> }) {
  const { connection } = useSession();
  const words = announcementWords();
  const announcementId = params.announcement ?? '';
  // Once: what somebody else changes meanwhile must not change under the hands of whoever writes.
  const fetched = useFetched(announcementId, async () => {
    const response = await connection.call(AnnouncementService.method.getAnnouncement, { announcementId });
    return response.announcement as Announcement;
  });
  return (
    <Showing fetched={fetched} loading={words.fetchingOne}>
      {(announcement) =>
        announcement.mayManage ? (
          <Correct key={announcementId} announcement={announcement} />
        ) : (
          <p>{words.onlyOrganisers}</p>
        )
      }
    </Showing>
  );
}

function Correct({ announcement }: { announcement: Announcement }) {
  const { connection } = useSession();
  const words = announcementWords();
  const { saving } = pagesWords();
  const { announcementId, version, english, welsh } = announcement;
  const isScheduled = announcement.state === AnnouncementState.SCHEDULED;
  const form = useForm(
    {
      englishTitle: english?.title ?? '',
      englishBody: english?.body ?? '',
      welshTitle: welsh?.title ?? '',
      welshBody: welsh?.body ?? '',
    },
    {
      check: (values) => checkWording(values, false),
      send: async (values) => {
        const request = { announcementId, version, ...wordings(values) };
        await connection.call(AnnouncementService.method.correctAnnouncement, request);
        go(`/announcement/${announcementId}`, 'replace');
      },
      explain: (error) => {
        const field = wordingField(error.field);
        if (field) return { [field]: whyWords(error) };
        if (error.code === Code.FAILED_PRECONDITION && error.field === 'version') return { '': words.wasCorrected };
        return undefined;
      },
    },
  );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/announcement/${announcementId}`} words={headline(announcement).title} />
        <Title text={isScheduled ? words.change : words.correctTitle} />
        {!isScheduled && <p>{words.correctHint}</p>}
      </header>
      <FormBox
        form={form}
        prefix="announcement"
        submit={isScheduled ? words.changeSave : words.correctSend}
        busy={isScheduled ? saving : words.sending}
        offline={connection.state.value.kind !== 'online'}
      >
        <WordingFields form={form} bothNeeded={false} />
      </FormBox>
    </div>
  );
}
