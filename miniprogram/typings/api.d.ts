// Written by `npm run types` from docs/openapi.json: change the document, not this file.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A login code, as `wx.login` gives it. */
        LoginIn: {
            code: string;
        };
        /** @description A session: send the token as `Authorization: Bearer …` until it ends. */
        LoginOut: {
            token: string;
            /** Format: date-time */
            expires_at: string;
            user: components["schemas"]["UserOut"];
        };
        /** @description What went wrong: a code for programs, a sentence for people, and which fields are meant. */
        Problem: {
            code: string;
            message: string;
            fields: {
                [key: string]: string[];
            };
            request_id: string;
        };
        /** @description A person, as the person sees it. */
        UserOut: {
            /** @description ULID, 26 characters */
            id: string;
            nickname: string;
            home_region_code: string | null;
            language: string;
            text_size: string;
            on_boards: boolean;
            /** Format: date-time */
            created_at: string;
            grants: components["schemas"]["GrantOut"][];
        };
        /** @description What people say about themselves; what is left out stays as it is. */
        ProfileIn: {
            /** @default null */
            nickname?: string | null;
            /** @default null */
            home_region_code?: string | null;
            /** @default null */
            language?: ("zh-CN" | "en") | null;
            /** @default null */
            text_size?: ("normal" | "large" | "largest") | null;
            /**
             * @description whether to be named on the boards of quizzes
             * @default null
             */
            on_boards?: boolean | null;
        };
        /** @description Which rights: all that the reader may see, or those in one region and below. */
        GrantQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            region?: string | null;
        };
        /** @description A page of rights. */
        GrantPage: {
            items: components["schemas"]["GrantOut"][];
            next_cursor: string | null;
        };
        /** @description A right to give; it must lie below the giver's own. */
        GrantIn: {
            /** @description ULID, 26 characters */
            user_id: string;
            role: components["schemas"]["Role"];
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** @default null */
            starts_at?: string | null;
            /** @default null */
            ends_at?: string | null;
        };
        /** @description A right that somebody holds. */
        GrantOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            user_id: string;
            role: components["schemas"]["Role"];
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** Format: date-time */
            starts_at: string;
            ends_at: string | null;
        };
        /** @description A resident without a phone, recorded by a worker: what the neighbours call this person is enough. */
        ResidentIn: {
            nickname: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            home_region_code: string;
        };
        /** @description A resident as staff see one: the nickname is masked. */
        ResidentOut: {
            /** @description ULID, 26 characters */
            id: string;
            nickname: string;
            home_region_code: string | null;
        };
        /** @description The own code, to be shown to a worker; ask again after `refresh_in` seconds. */
        ResidentCodeOut: {
            code: string;
            /** Format: date-time */
            expires_at: string;
            refresh_in: number;
        };
        /** @description Which session; left out: the one that is on, or else the next. */
        VenueCodeQuery: {
            /** @default null */
            session?: number | null;
        };
        /**
         * @description The code of an event for those who come; the poster's may be printed. Both are taken inside the window only.
         *
         *     `link` is what the QR code holds that is shown; `poster_url` opens the printable poster for 15 to 30 minutes.
         */
        VenueCodeOut: {
            code: string;
            /** Format: date-time */
            expires_at: string;
            refresh_in: number;
            link: string;
            poster_code: string;
            poster_url: string;
            session: number;
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
        };
        /** @description What a signed link carries. */
        SignedQuery: {
            /** @description seconds since 1970 */
            until: number;
            sig: string;
        };
        /** @description Who is there: by a code (with those of the party who came), by the roster, or without a sign-up. */
        CheckinIn: {
            /** @default null */
            code?: string | null;
            /**
             * @description with `code`: who of the party is there; left out: the person alone
             * @default null
             */
            members?: number[] | null;
            /** @default null */
            signup_id?: string | null;
            /**
             * @description 0 is the person, 1 … those who come along
             * @default 0
             */
            member?: number;
            /** @default null */
            walk_in?: components["schemas"]["WalkIn"] | null;
            /**
             * @description where somebody came in, e.g. 东门; may be empty
             * @default
             */
            gate?: string;
            /** @default null */
            session?: number | null;
            /**
             * @description they leave (for events that record it)
             * @default false
             */
            leaving?: boolean;
        };
        /** @description Who was recorded now, and who was there already. */
        CheckinOut: {
            items: components["schemas"]["AttendanceOut"][];
            already: components["schemas"]["AttendanceOut"][];
        };
        /** @description What a phone kept. `device_now` is its time at sending, by which the server corrects a wrong clock. */
        BatchIn: {
            /** @default null */
            device_now?: string | null;
            items: (components["schemas"]["OfflineCheckin"] | components["schemas"]["UnreadRow"])[];
        };
        /** @description What became of each row, in the order in which they were sent. */
        BatchOut: {
            items: components["schemas"]["BatchResult"][];
        };
        /** @description All that a worker's phone needs to check people in without a network. */
        RosterOut: {
            event: components["schemas"]["EventOfRoster"];
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
            sessions: components["schemas"]["SessionOfRoster"][];
            tracks_leaving: boolean;
            people: components["schemas"]["RosterPerson"][];
            walk_ins: components["schemas"]["AttendanceOut"][];
            counts: components["schemas"]["Counts"];
        };
        /** @description Why somebody was not there after all. */
        UndoIn: {
            reason: string;
        };
        /** @description Which events. Without `from`, those that are not over yet. */
        EventQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /**
             * @description this region and all below it
             * @default null
             */
            region?: string | null;
            /** @default null */
            place_kind?: string | null;
            /** @default null */
            campaign?: string | null;
            /**
             * @description events that end after this moment
             * @default null
             */
            from?: string | null;
            /**
             * @description events that start before this moment
             * @default null
             */
            to?: string | null;
            /**
             * @description part of the title or of the venue
             * @default null
             */
            q?: string | null;
            /**
             * @description those that the reader has signed up for
             * @default false
             */
            mine?: boolean;
            /**
             * @description all but published and verified are for staff of their region
             * @default null
             */
            state?: ("draft" | "published" | "cancelled" | "held_reported" | "returned" | "verified" | "not_held") | null;
        };
        /** @description A page of events, by start. */
        EventPage: {
            items: components["schemas"]["EventListItem"][];
            next_cursor: string | null;
        };
        /** @description An event in full. */
        EventOut: {
            title: string;
            /** @default  */
            summary: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            /** @default null */
            campaign_id: string | null;
            /** @default  */
            venue: string;
            /** @default  */
            address: string;
            /** @default null */
            point: components["schemas"]["Point"] | null;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            starts_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            signup_opens_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            signup_closes_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            cancel_until: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            promotion_ends_at: string;
            /** @default null */
            capacity: number | null;
            /**
             * @description how many may come along with one resident
             * @default 5
             */
            party_max: number;
            /**
             * @default auto
             * @enum {string}
             */
            waiting_mode: "auto" | "offer";
            /**
             * @default fit
             * @enum {string}
             */
            waiting_order: "fit" | "strict";
            /** @default null */
            waiting_max: number | null;
            /**
             * @description only residents of this region; null: everyone
             * @default null
             */
            audience_region_code: string | null;
            /**
             * @description for how long an offered place is held
             * @default 24
             */
            offer_hours: number;
            /**
             * @description in minutes
             * @default 60
             */
            checkin_opens_before: number;
            /**
             * @description in minutes
             * @default 0
             */
            checkin_closes_after: number;
            /** @description ULID, 26 characters */
            id: string;
            taken: number;
            waiting: number;
            /** @enum {string} */
            state: "draft" | "published" | "cancelled" | "held_reported" | "returned" | "verified" | "not_held";
            series_id: string | null;
            cancel_reason: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            body: string;
            form: components["schemas"]["FormOut"] | null;
            sessions: components["schemas"]["SessionTimes"][];
            tracks_leaving: boolean;
            volunteer: boolean;
        };
        /** @description A new event. */
        EventIn: {
            title: string;
            /** @default  */
            summary?: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            /** @default null */
            campaign_id?: string | null;
            /** @default  */
            venue?: string;
            /** @default  */
            address?: string;
            /** @default null */
            point?: components["schemas"]["Point"] | null;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            starts_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            ends_at: string;
            /**
             * @description left out: at once
             * @default null
             */
            signup_opens_at?: string | null;
            /**
             * @description left out: when the event starts
             * @default null
             */
            signup_closes_at?: string | null;
            /**
             * @description left out: until the event starts
             * @default null
             */
            cancel_until?: string | null;
            /**
             * @description left out: when the event starts
             * @default null
             */
            promotion_ends_at?: string | null;
            /** @default null */
            capacity?: number | null;
            /**
             * @description how many may come along with one resident
             * @default 5
             */
            party_max?: number;
            /**
             * @default auto
             * @enum {string}
             */
            waiting_mode?: "auto" | "offer";
            /**
             * @default fit
             * @enum {string}
             */
            waiting_order?: "fit" | "strict";
            /** @default null */
            waiting_max?: number | null;
            /**
             * @description only residents of this region; null: everyone
             * @default null
             */
            audience_region_code?: string | null;
            /**
             * @description for how long an offered place is held
             * @default 24
             */
            offer_hours?: number;
            /**
             * @description in minutes
             * @default 60
             */
            checkin_opens_before?: number;
            /**
             * @description in minutes
             * @default 0
             */
            checkin_closes_after?: number;
            /** @default  */
            body?: string;
            /** @default null */
            form?: components["schemas"]["FormField"][] | null;
            /** @description in order, none into the next, within the event; empty: it is one */
            sessions?: components["schemas"]["SessionTimes"][];
            /**
             * @description people are scanned when they leave, too
             * @default false
             */
            tracks_leaving?: boolean;
            /**
             * @description being there counts as volunteer hours
             * @default false
             */
            volunteer?: boolean;
        };
        /** @description A change of an event, or of the coming occurrences of a series; what is left out stays as it is. */
        EventChange: {
            title?: string;
            summary?: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code?: string;
            place_kind?: string;
            campaign_id?: string | null;
            venue?: string;
            address?: string;
            point?: components["schemas"]["Point"] | null;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            starts_at?: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            ends_at?: string;
            /** Format: date-time */
            signup_opens_at?: string;
            /** Format: date-time */
            signup_closes_at?: string;
            /** Format: date-time */
            cancel_until?: string;
            /** Format: date-time */
            promotion_ends_at?: string;
            capacity?: number | null;
            /** @description how many may come along with one resident */
            party_max?: number;
            /** @enum {string} */
            waiting_mode?: "auto" | "offer";
            /** @enum {string} */
            waiting_order?: "fit" | "strict";
            waiting_max?: number | null;
            /** @description only residents of this region; null: everyone */
            audience_region_code?: string | null;
            /** @description for how long an offered place is held */
            offer_hours?: number;
            /** @description in minutes */
            checkin_opens_before?: number;
            /** @description in minutes */
            checkin_closes_after?: number;
            body?: string;
            form?: components["schemas"]["FormField"][] | null;
            /** @description in order, none into the next, within the event; empty: it is one */
            sessions?: components["schemas"]["SessionTimes"][];
            /** @description people are scanned when they leave, too */
            tracks_leaving?: boolean;
            /** @description being there counts as volunteer hours */
            volunteer?: boolean;
        };
        /** @description Why an event is called off; residents read it. */
        CancelIn: {
            reason: string;
        };
        /** @description The first occurrence, and how it repeats: named moments keep their distance in days and their time of day. */
        SeriesIn: {
            event: components["schemas"]["EventIn"];
            repeat: components["schemas"]["Repeat"];
        };
        /** @description A new series, with the ids of its events in order. */
        SeriesMade: {
            /** @description ULID, 26 characters */
            id: string;
            events: string[];
        };
        /** @description A series with its occurrences in order. */
        SeriesOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** @enum {string} */
            every: "week" | "month";
            interval: number;
            count: number;
            events: components["schemas"]["OccurrenceOut"][];
        };
        /** @description Which campaigns: all, those of a region and below, or those that last on or beyond a day. */
        CampaignQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            region?: string | null;
            /**
             * @description campaigns that are not over before this day
             * @default null
             */
            from?: string | null;
        };
        /** @description A page of campaigns, by start. */
        CampaignPage: {
            items: components["schemas"]["CampaignOut"][];
            next_cursor: string | null;
        };
        /** @description A named period that groups events; both days belong to it. */
        CampaignIn: {
            name: string;
            /** @default  */
            summary?: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** Format: date */
            starts_on: string;
            /** Format: date */
            ends_on: string;
        };
        /** @description A campaign. */
        CampaignOut: {
            /** @description ULID, 26 characters */
            id: string;
            name: string;
            summary: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** Format: date */
            starts_on: string;
            /** Format: date */
            ends_on: string;
        };
        /** @description A change of a campaign; what is left out stays as it is. */
        CampaignChange: {
            name?: string;
            summary?: string;
            /** Format: date */
            starts_on?: string;
            /** Format: date */
            ends_on?: string;
        };
        /** @description The private address of a resident's calendar: shown once, so keep it in the calendar program. */
        FeedOut: {
            url: string;
        };
        /** @description What an upload looks like in the OpenAPI document. */
        UploadForm: {
            /**
             * Format: binary
             * @description up to 10 MB
             */
            file: string;
        };
        /** @description A photo; `url` is the large size, and all links are good for 15 to 30 minutes. */
        FileOut: {
            /** @description ULID, 26 characters */
            id: string;
            url: string;
            urls: components["schemas"]["PictureLinks"];
            width: number;
            height: number;
        };
        /** @description Faces, numbers of cars, whatever nobody should read. */
        BlurIn: {
            rectangles: components["schemas"]["Rectangle"][];
        };
        /** @description What a signed link to a picture carries. */
        LinkQuery: {
            /** @description seconds since 1970 */
            until: number;
            sig: string;
            revision: string;
        };
        /** @description Which messages: all, or only those not yet read. */
        MessageQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default false */
            unread?: boolean;
        };
        /** @description A page of messages, newest first, and how many are unread in all. */
        MessagePage: {
            items: components["schemas"]["MessageOut"][];
            next_cursor: string | null;
            unread: number;
        };
        /** @description What was read: these messages, or all up to one (the newest that was on the screen). */
        ReadIn: {
            /** @default null */
            ids?: string[] | null;
            /** @default null */
            up_to?: string | null;
        };
        /** @description How many messages are still unread. */
        UnreadOut: {
            unread: number;
        };
        /** @description Which quizzes: without `state` those that are open or will be; drafts for staff of their region only. */
        QuizzesQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            state?: ("draft" | "soon" | "open" | "over") | null;
            /** @default null */
            mode?: ("contest" | "practice") | null;
        };
        /** @description A page of quizzes, by opening. */
        QuizPage: {
            items: components["schemas"]["QuizLine"][];
            next_cursor: string | null;
        };
        /**
         * @description A quiz with its rules, and where the reader stands.
         *
         *     `start_after` is how many seconds after opening this phone had better start, so that not all come at once.
         *     `next_try_at` is set while one has to wait for the next try. `full` is in hundredths of a mark.
         */
        QuizOut: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** @enum {string} */
            mode: "contest" | "practice";
            /** @enum {string} */
            state: "draft" | "soon" | "open" | "over";
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
            rules_version: number;
            tries_left: number | null;
            tries_left_today: number | null;
            description: string;
            rules_text: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            campaign_id: string | null;
            time_limit: number | null;
            tries_per_day: number | null;
            tries_in_all: number | null;
            cooldown: number;
            multiple_scoring: string;
            questions: number;
            full: number;
            next_try_at: string | null;
            open_attempt_id: string | null;
            start_after: number;
            certificate_from: number | null;
            review: components["schemas"]["ReviewOut"];
        };
        /** @description The start of an attempt: the rules that were shown, and for whom one takes part, if for anybody. */
        AttemptIn: {
            rules_version: number;
            /** @default null */
            organisation_id?: string | null;
        };
        /** @description An attempt of one's own. The questions come while it is open; later `…/review` says what may be seen. */
        AttemptOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            /** @enum {string} */
            mode: "contest" | "practice";
            /** @enum {string} */
            state: "open" | "final" | "void";
            /** Format: date-time */
            started_at: string;
            deadline: string | null;
            seconds_left: number | null;
            items: components["schemas"]["ItemOut"][];
        };
        /** @description An answer: the options chosen (none clears it), and a number that grows with each change. */
        AnswerIn: {
            options: string[];
            seq: number;
        };
        /** @description What was saved. In practice, where the quiz says so, also whether it is right and why. */
        AnswerOut: {
            item: number;
            seq: number;
            /** @constant */
            saved: true;
            seconds_left: number | null;
            /** @default null */
            right?: boolean | null;
            /** @default null */
            key?: string[] | null;
            /** @default null */
            explanation?: string | null;
            /** @default null */
            source?: string | null;
        };
        /** @description How an attempt ended; `score` and `full` in hundredths of a mark. Null is what is not shown yet. */
        ResultOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            /** @enum {string} */
            state: "final" | "void";
            score: number | null;
            full: number;
            milliseconds: number;
            late: boolean;
            /** Format: date-time */
            finished_at: string;
            rank: number | null;
            best: boolean;
            review_allowed: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
        };
        /** @description What may be seen of an attempt at this moment. */
        AttemptReview: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            /** @enum {string} */
            state: "open" | "final" | "void";
            /** @enum {string} */
            moment: "during" | "after_submit" | "while_open" | "after_close";
            score: number | null;
            full: number;
            milliseconds: number;
            review_allowed: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            /** Format: date-time */
            closes_at: string;
            items: components["schemas"]["ReviewItem"][];
        };
        /** @description How much of a list, and from where on. */
        PageQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
        };
        /** @description A page of the own attempts, newest first. */
        MyAttemptPage: {
            items: components["schemas"]["MyAttempt"][];
            next_cursor: string | null;
        };
        /** @description A new quiz; without `review` what is usual for its mode. */
        QuizIn: {
            title: string;
            /** @default  */
            description?: string;
            /** @default  */
            rules_text?: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            /** @default null */
            campaign_id?: string | null;
            /** @enum {string} */
            mode: "contest" | "practice";
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            opens_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            closes_at: string;
            /** @default null */
            time_limit?: number | null;
            /** @default 3 */
            grace?: number;
            /** @default null */
            tries_per_day?: number | null;
            /** @default null */
            tries_in_all?: number | null;
            /**
             * @description seconds between two tries
             * @default 0
             */
            cooldown?: number;
            /** @default 0 */
            start_jitter?: number;
            quota: components["schemas"]["CellIn"][];
            /**
             * @default all_or_nothing
             * @enum {string}
             */
            multiple_scoring?: "all_or_nothing" | "per_option" | "subset_half";
            /** @default 10 */
            group_minimum?: number;
            /** @default null */
            certificate_from?: number | null;
            /** @default null */
            review?: components["schemas"]["ReviewIn"] | null;
        };
        /** @description A quiz as staff see it. */
        QuizSettings: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            description: string;
            rules_text: string;
            rules_version: number;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            campaign_id: string | null;
            /** @enum {string} */
            mode: "contest" | "practice";
            /** @enum {string} */
            state: "draft" | "published" | "closed";
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
            time_limit: number | null;
            grace: number;
            tries_per_day: number | null;
            tries_in_all: number | null;
            cooldown: number;
            start_jitter: number;
            quota: components["schemas"]["CellOut"][];
            multiple_scoring: string;
            review: components["schemas"]["ReviewOut"];
            group_minimum: number;
            certificate_from: number | null;
            frozen_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description A change of a quiz; what is left out stays as it is. Once it is published its paper and its clock are fixed. */
        QuizChange: {
            title?: string;
            description?: string;
            rules_text?: string;
            campaign_id?: string | null;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            opens_at?: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            closes_at?: string;
            time_limit?: number | null;
            grace?: number;
            tries_per_day?: number | null;
            tries_in_all?: number | null;
            /** @description seconds between two tries */
            cooldown?: number;
            start_jitter?: number;
            quota?: components["schemas"]["CellIn"][];
            /** @enum {string} */
            multiple_scoring?: "all_or_nothing" | "per_option" | "subset_half";
            group_minimum?: number;
            certificate_from?: number | null;
            review?: components["schemas"]["ReviewIn"] | null;
        };
        /** @description Which questions: those in use, or those that are retired. `q` is looked for in codes and in what is asked. */
        QuestionQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            category?: string | null;
            /** @default null */
            difficulty?: ("easy" | "medium" | "hard") | null;
            /** @default null */
            type?: ("single" | "multiple" | "true_false") | null;
            /** @default null */
            q?: string | null;
            /** @default false */
            retired?: boolean;
        };
        /** @description A page of questions, sorted by code. */
        QuestionPage: {
            items: components["schemas"]["QuestionOut"][];
            next_cursor: string | null;
        };
        /** @description A new question. Without a code it gets one. */
        QuestionIn: {
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            category: string;
            /** @enum {string} */
            difficulty: "easy" | "medium" | "hard";
            /** @description what is asked */
            stem: string;
            /** @description none for true_false */
            options?: components["schemas"]["OptionFields"][];
            /**
             * @description whether the statement is true; for true_false only
             * @default null
             */
            truth?: boolean | null;
            /** @description where the answer can be checked, e.g. a law's article */
            source: string;
            /** @default  */
            explanation?: string;
            /** @default null */
            code?: string | null;
        };
        /** @description A question as it is now, with the right answer. */
        QuestionOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description names a question in files */
            code: string;
            version: number;
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            category: string;
            /** @enum {string} */
            difficulty: "easy" | "medium" | "hard";
            /** @description what is asked */
            stem: string;
            options: components["schemas"]["OptionFields"][];
            truth: boolean | null;
            /** @description where the answer can be checked, e.g. a law's article */
            source: string;
            explanation: string;
            retired_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @description How a file is to be read, and what holds for new questions where the file says nothing.
         *
         *     A trial run, which writes nothing, unless `dry_run` is false.
         */
        ImportQuery: {
            /** @enum {string} */
            format: "xlsx" | "csv" | "gift" | "aiken";
            /** @default true */
            dry_run?: boolean;
            /** @default null */
            category?: string | null;
            /** @default null */
            difficulty?: ("easy" | "medium" | "hard") | null;
            /** @default null */
            source?: string | null;
        };
        /** @description What an import did, or would do. With any error nothing is written; `notes` are only to be known. */
        QuestionImportOut: {
            written: boolean;
            rows: number;
            new: number;
            changed: number;
            same: number;
            errors: components["schemas"]["QuestionImportNote"][];
            notes: components["schemas"]["QuestionImportNote"][];
        };
        /** @description In which format the bank is wanted; retired questions are left out unless `retired` says otherwise. */
        ExportQuery: {
            /** @enum {string} */
            format: "xlsx" | "csv" | "gift" | "aiken";
            /** @default false */
            retired?: boolean;
        };
        /** @description What to change of a question. `version` is the one that was read: another one now means 409. */
        QuestionPatch: {
            /** @description the one that was read */
            version: number;
            /** @default null */
            type?: ("single" | "multiple" | "true_false") | null;
            /** @default null */
            category?: string | null;
            /** @default null */
            difficulty?: ("easy" | "medium" | "hard") | null;
            /** @default null */
            stem?: string | null;
            /** @default null */
            options?: components["schemas"]["OptionFields"][] | null;
            /**
             * @description whether the statement is true; for true_false only
             * @default null
             */
            truth?: boolean | null;
            /** @default null */
            source?: string | null;
            /** @default null */
            explanation?: string | null;
        };
        /** @description How much of the list of categories; a city has few, so that one page holds them all. */
        QuestionCategoryQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
        };
        /** @description A page of categories, in their order. */
        QuestionCategoryPage: {
            items: components["schemas"]["QuestionCategoryOut"][];
            next_cursor: string | null;
        };
        /** @description A new category. */
        QuestionCategoryIn: {
            id: string;
            name: string;
            /** @default null */
            position?: number | null;
        };
        /** @description What questions are about. */
        QuestionCategoryOut: {
            id: string;
            name: string;
            position: number;
        };
        /** @description What to change of a category. */
        QuestionCategoryPatch: {
            /** @default null */
            name?: string | null;
            /** @default null */
            position?: number | null;
        };
        /** @description The questions of a quiz by what people answered to them in their first attempts. */
        QuizStatistics: {
            /** @description ULID, 26 characters */
            quiz_id: string;
            attempts: number;
            fewest: number;
            items: components["schemas"]["QuestionStatistics"][];
        };
        /** @description Which board of a quiz, and how much of it. */
        BoardQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /**
             * @default person
             * @enum {string}
             */
            by?: "person" | "community" | "organisation";
        };
        /** @description A page of a board, and on that of persons the own standing. */
        BoardOut: {
            /** @enum {string} */
            by: "person" | "community" | "organisation";
            items: components["schemas"]["BoardRow"][];
            voided: number;
            frozen_at: string | null;
            next_cursor: string | null;
            me: components["schemas"]["OwnStanding"] | null;
        };
        /** @description Which board of a quiz leaves as a file. */
        BoardFileQuery: {
            /**
             * @default person
             * @enum {string}
             */
            by?: "person" | "community" | "organisation";
        };
        /** @description What a board rests on. `participants` counts those who are not named, too. */
        BoardState: {
            /** @description ULID, 26 characters */
            quiz_id: string;
            participants: number;
            voided: number;
            frozen_at: string | null;
        };
        /** @description Why. */
        ReasonIn: {
            reason: string;
        };
        /** @description An attempt that was made void. */
        VoidOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            state: string;
            void_reason: string;
        };
        /** @description Which organisations: of a region and below, whose name holds `q`. */
        OrganisationQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            region?: string | null;
            /** @default null */
            q?: string | null;
        };
        /** @description A page of organisations, by region and name. */
        OrganisationPage: {
            items: components["schemas"]["OrganisationOut"][];
            next_cursor: string | null;
        };
        /** @description A new organisation. */
        OrganisationIn: {
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            name: string;
            /** @default null */
            headcount?: number | null;
        };
        /** @description An organisation that people may name when they take a quiz. */
        OrganisationOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            name: string;
            headcount: number | null;
            active: boolean;
        };
        /** @description What to change of an organisation; one that is not active is offered no more. */
        OrganisationChange: {
            /** @default null */
            name?: string | null;
            /** @default null */
            place_kind?: string | null;
            /** @default null */
            headcount?: number | null;
            /** @default null */
            active?: boolean | null;
        };
        /** @description A page of own certificates, newest first. */
        CertificatePage: {
            items: components["schemas"]["CertificateOut"][];
            next_cursor: string | null;
        };
        /** @description Which flags: those that nobody has looked at, or all. */
        FlagQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            seen?: boolean | null;
        };
        /** @description A page of flags, newest first. */
        FlagPage: {
            items: components["schemas"]["FlagOut"][];
            next_cursor: string | null;
        };
        /** @description What somebody found who looked at it. */
        OutcomeIn: {
            outcome: string;
        };
        /** @description Something odd about an attempt; `facts` holds numbers only. Nothing follows from it by itself. */
        FlagOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            /** @description ULID, 26 characters */
            attempt_id: string;
            /** @enum {string} */
            kind: "too_fast" | "new_account" | "perfect_run";
            facts: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            at: string;
            attempt_state: string;
            seen_at: string | null;
            outcome: string | null;
        };
        /** @description Which regions: the roots; those right below `parent`; or those whose name holds `q`, in all of `parent`. */
        RegionQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            parent?: string | null;
            /** @default null */
            q?: string | null;
        };
        /** @description A page of regions, sorted by code. */
        RegionPage: {
            items: components["schemas"]["RegionOut"][];
            next_cursor: string | null;
        };
        /** @description A region with all above it, from the top. */
        RegionDetail: {
            /** @description official code; 4, 6, 9 or 12 digits */
            code: string;
            parent_code: string | null;
            level: string;
            name: string;
            path: string;
            has_children: boolean;
            ancestors: components["schemas"]["AncestorOut"][];
        };
        /** @description How much of the list of kinds; a city has few, so that one page holds them all. */
        PlaceKindQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 100 */
            limit?: number;
        };
        /** @description A page of kinds, in the order of the plan. */
        PlaceKindPage: {
            items: components["schemas"]["PlaceKindOut"][];
            next_cursor: string | null;
        };
        /** @description A new kind of places. */
        PlaceKindIn: {
            id: string;
            name: string;
            /** @default null */
            position?: number | null;
        };
        /** @description A kind of places; one that is not `active` is kept for what it was used for. */
        PlaceKindOut: {
            id: string;
            name: string;
            position: number;
            active: boolean;
            version: number;
        };
        /** @description What to change of a kind. `version` is the one that was read: another one now means that somebody was faster. */
        PlaceKindPatch: {
            /** @default null */
            name?: string | null;
            /** @default null */
            position?: number | null;
            /** @default null */
            active?: boolean | null;
            /** @default null */
            version?: number | null;
        };
        /**
         * @description A wish to take part. `form_version` says which questions were shown, if the client knows.
         *
         *     `resident_id` is for workers who sign up a resident without a phone.
         */
        SignupIn: {
            party?: components["schemas"]["Companion"][];
            answers?: {
                [key: string]: unknown;
            };
            /** @default null */
            form_version?: number | null;
            /** @default null */
            resident_id?: string | null;
        };
        /**
         * @description A sign-up. `seats` counts the person and the party; `position` is the place in the waiting list, 1 is next.
         *
         *     Until `waits_until` others go first, and there is no position.
         */
        SignupOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            event_id: string;
            /** @enum {string} */
            state: "confirmed" | "waiting" | "offered" | "cancelled";
            position: number | null;
            party: components["schemas"]["CompanionOut"][];
            seats: number;
            answers: {
                [key: string]: unknown;
            };
            form_version: number;
            offered_until: string | null;
            waits_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description Which sign-ups of an event. */
        EventSignupsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            state?: ("confirmed" | "waiting" | "offered" | "cancelled") | null;
        };
        /** @description A page of an event's sign-ups, in the order of arrival. */
        StaffSignupPage: {
            items: components["schemas"]["StaffSignup"][];
            next_cursor: string | null;
        };
        /** @description Which of the own sign-ups: those of one event, or in some state. */
        MySignupsQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
            /** @default null */
            event_id?: string | null;
            /** @default null */
            state?: ("confirmed" | "waiting" | "offered" | "cancelled") | null;
        };
        /** @description A page of own sign-ups, newest first. */
        MySignupPage: {
            items: components["schemas"]["MySignup"][];
            next_cursor: string | null;
        };
        /** @description A sign-up with its event. */
        MySignup: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            event_id: string;
            /** @enum {string} */
            state: "confirmed" | "waiting" | "offered" | "cancelled";
            position: number | null;
            party: components["schemas"]["CompanionOut"][];
            seats: number;
            answers: {
                [key: string]: unknown;
            };
            form_version: number;
            offered_until: string | null;
            waits_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            event: components["schemas"]["EventOfSignup"];
        };
        /** @description What to change about a sign-up; what is left out stays as it is. */
        SignupChange: {
            /** @default null */
            party?: components["schemas"]["Companion"][] | null;
            /** @default null */
            answers?: {
                [key: string]: unknown;
            } | null;
            /** @default null */
            form_version?: number | null;
        };
        /** @description Why somebody is moved up past the others. */
        MoveUpIn: {
            reason: string;
        };
        /** @description What took place: in words, in people, in photos. */
        HeldReportIn: {
            summary: string;
            /** @description in people, as counted on the spot */
            headcount: number;
            photo_ids: string[];
        };
        /**
         * @description The report that counts, beside what the sheet says. `history` has those before it, newest first.
         *
         *     `reported_by_me` says that any of them is the reader's own, who then may not decide.
         */
        HeldReportOut: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            event_id: string;
            summary: string;
            headcount: number;
            photos: components["schemas"]["PhotoOut"][];
            /** Format: date-time */
            reported_at: string;
            reported_by_me: boolean;
            organised_by_me: boolean;
            present: number;
            expected: number;
            verification: components["schemas"]["VerificationOut"] | null;
            history: components["schemas"]["EarlierReport"][];
        };
        /** @description Why an event did not take place; residents read it. */
        NotHeldIn: {
            reason: string;
        };
        /** @description Verified, or returned for a reason; `other` needs words. */
        VerificationIn: {
            /** @enum {string} */
            decision: "verified" | "returned";
            /** @default null */
            reason_code?: ("photos_unclear" | "headcount_differs" | "summary_incomplete" | "wrong_event" | "other") | null;
            /** @default  */
            text?: string;
        };
        /** @description A page of reports, the oldest first. */
        WaitingReports: {
            items: components["schemas"]["WaitingReport"][];
            next_cursor: string | null;
        };
        /** @description Add somebody to a closed sheet, or take a record off it. */
        CorrectionIn: {
            /** @default 1 */
            session?: number;
            /** @default null */
            add?: components["schemas"]["Addition"] | null;
            /**
             * @description id of an attendance, or of a correction that was wrong
             * @default null
             */
            remove?: string | null;
            reason: string;
        };
        /** @description A correction; names are masked. One that was undone counts no more. */
        CorrectionOut: {
            /** @description ULID, 26 characters */
            id: string;
            session: number;
            /** @enum {string} */
            kind: "add" | "remove";
            attendance_id: string | null;
            signup_id: string | null;
            member: number;
            person: string;
            reason: string;
            /** Format: date-time */
            corrected_at: string;
            undone_at: string | null;
            undo_reason: string | null;
        };
        /** @description How many came: by session, and each counted once. `headcount` is what was reported, if anything was. */
        AttendanceSummary: {
            sessions: components["schemas"]["SessionCount"][];
            present: number;
            expected: number;
            headcount: number | null;
            corrections: components["schemas"]["CorrectionOut"][];
        };
        /** @description Which events: of a region and below (left out: of all the own regions), by their start. */
        StatisticsQuery: {
            /** @default null */
            region?: string | null;
            /**
             * @description events that start at this moment or later
             * @default null
             */
            from?: string | null;
            /**
             * @description events that start before this moment
             * @default null
             */
            to?: string | null;
        };
        /** @description What counts, and beside it what took place but is not verified yet. */
        EventStatistics: {
            verified: components["schemas"]["EventsAndPeople"];
            unverified: components["schemas"]["EventsAndPeople"];
        };
        /** @description How much of the own proofs. */
        ProofQuery: {
            /** @default null */
            cursor?: string | null;
            /** @default 20 */
            limit?: number;
        };
        /** @description A page of own proofs, newest first. */
        ProofPage: {
            items: components["schemas"]["ProofOut"][];
            next_cursor: string | null;
        };
        /** @description Volunteer time by year, newest first: from verified events only. */
        HoursOut: {
            years: components["schemas"]["YearOfHours"][];
        };
        /** @description The own unused places of verified events, newest first; `count` is how many the rule counts, or else all. */
        NoShowsOut: {
            items: components["schemas"]["NoShow"][];
            count: number;
            rule: components["schemas"]["NoShowRule"] | null;
        };
        /**
         * @description What a grant makes of a person in a region (product.md, "People").
         * @enum {string}
         */
        Role: "community_worker" | "township_reviewer" | "county_admin" | "city_admin" | "auditor";
        /** @description Somebody who came without a sign-up; a scanned `code` says which resident it is. */
        WalkIn: {
            /** @description how the family calls this person, e.g. 妈妈 */
            label: string;
            /** @default null */
            code?: string | null;
        };
        /** @description One person who was there. `at` is when, `recorded_at` when the server heard of it. */
        AttendanceOut: {
            /** @description ULID, 26 characters */
            id: string;
            session: number;
            signup_id: string | null;
            member: number;
            person: string;
            /** @enum {string} */
            way: "worker_scan" | "venue_code" | "poster" | "roster" | "walk_in";
            gate: string;
            /** Format: date-time */
            at: string;
            left_at: string | null;
            /** Format: date-time */
            recorded_at: string;
        };
        /** @description A check-in that a phone kept while it had no network, with its own time of it. */
        OfflineCheckin: {
            /** @default null */
            code?: string | null;
            /**
             * @description with `code`: who of the party is there; left out: the person alone
             * @default null
             */
            members?: number[] | null;
            /** @default null */
            signup_id?: string | null;
            /**
             * @description 0 is the person, 1 … those who come along
             * @default 0
             */
            member?: number;
            /** @default null */
            walk_in?: components["schemas"]["WalkIn"] | null;
            /**
             * @description where somebody came in, e.g. 东门; may be empty
             * @default
             */
            gate?: string;
            /** @default null */
            session?: number | null;
            /**
             * @description they leave (for events that record it)
             * @default false
             */
            leaving?: boolean;
            /** @description the phone's own name for a row */
            client_id: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            scanned_at: string;
        };
        /** @description A row that is none of the above: it is answered with `rejected`, and the others are recorded all the same. */
        UnreadRow: {
            /** @description the phone's own name for a row */
            client_id: string;
        };
        /**
         * @description What became of a row.
         *
         *     `recorded` now, or `already` before; a `conflict` may be true, but a person has to look; `rejected` can't be.
         *     `code` says why it was not recorded, `at` is the corrected time.
         */
        BatchResult: {
            client_id: string;
            /** @enum {string} */
            result: "recorded" | "already" | "conflict" | "rejected";
            code: string | null;
            /** Format: date-time */
            at: string;
        };
        /** @description Somebody who comes along. */
        CompanionOut: {
            label: string;
            child: boolean;
        };
        /** @description In people: who is expected, and who is there, each counted once however many sessions there are. */
        Counts: {
            expected: number;
            present: number;
        };
        /** @description What a roster says of its event. */
        EventOfRoster: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            state: string;
        };
        /** @description Who of a party is at which session since when. */
        Presence: {
            /** @description ULID, 26 characters */
            id: string;
            session: number;
            member: number;
            /** Format: date-time */
            at: string;
            left_at: string | null;
            gate: string;
        };
        /**
         * @description A confirmed sign-up, its name masked, with those of it who are there.
         *
         *     `initials` are those of the whole name in pinyin, by which a worker finds it.
         */
        RosterPerson: {
            /** @description ULID, 26 characters */
            signup_id: string;
            /** @description ULID, 26 characters */
            user_id: string;
            person: string;
            initials: string;
            /** @enum {string} */
            state: "confirmed" | "waiting" | "offered" | "cancelled";
            party: components["schemas"]["CompanionOut"][];
            present: components["schemas"]["Presence"][];
        };
        /** @description A session, and when people check in to it. */
        SessionOfRoster: {
            number: number;
            label: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
        };
        /** @description An event in a list. `taken` counts people, `waiting` counts sign-ups in the waiting list. */
        EventListItem: {
            title: string;
            /** @default  */
            summary: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            /** @default null */
            campaign_id: string | null;
            /** @default  */
            venue: string;
            /** @default  */
            address: string;
            /** @default null */
            point: components["schemas"]["Point"] | null;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            starts_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            signup_opens_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            signup_closes_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            cancel_until: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            promotion_ends_at: string;
            /** @default null */
            capacity: number | null;
            /**
             * @description how many may come along with one resident
             * @default 5
             */
            party_max: number;
            /**
             * @default auto
             * @enum {string}
             */
            waiting_mode: "auto" | "offer";
            /**
             * @default fit
             * @enum {string}
             */
            waiting_order: "fit" | "strict";
            /** @default null */
            waiting_max: number | null;
            /**
             * @description only residents of this region; null: everyone
             * @default null
             */
            audience_region_code: string | null;
            /** @description ULID, 26 characters */
            id: string;
            taken: number;
            waiting: number;
            /** @enum {string} */
            state: "draft" | "published" | "cancelled" | "held_reported" | "returned" | "verified" | "not_held";
            series_id: string | null;
            cancel_reason: string | null;
        };
        /** @description A place on the map; four decimals are about ten metres. */
        Point: {
            lat: number;
            lon: number;
        };
        /** @description One question. */
        FormField: {
            key: string;
            /** @enum {string} */
            kind: "short_text" | "long_text" | "number" | "one_of" | "many_of" | "date" | "phone" | "yes_no" | "consent";
            label: string;
            /** @default  */
            help?: string;
            /** @default false */
            required?: boolean;
            options?: components["schemas"]["FormOption"][];
        };
        /** @description One option; `limit` is how many sign-ups may choose it. */
        FormOption: {
            key: string;
            label: string;
            /** @default null */
            limit?: number | null;
        };
        /** @description The questions of an event. */
        FormOut: {
            version: number;
            fields: components["schemas"]["FormField"][];
        };
        /** @description One part of an event to which people are checked in by themselves: a morning, an afternoon, a day. */
        SessionTimes: {
            /** @description how the family calls this person, e.g. 妈妈 */
            label: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            starts_at: string;
            /**
             * Format: date-time
             * @description YYYY-MM-DDTHH:MM:SSZ
             */
            ends_at: string;
        };
        /** @description How an event repeats. Monthly: a day that a month lacks becomes its last day. */
        Repeat: {
            /** @enum {string} */
            every: "week" | "month";
            /** @default 1 */
            interval?: number;
            count: number;
        };
        /** @description One event of a series; `edited_alone` names the fields that changes of the series leave as they are. */
        OccurrenceOut: {
            /** @description ULID, 26 characters */
            id: string;
            occurrence: number;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /** @enum {string} */
            state: "draft" | "published" | "cancelled" | "held_reported" | "returned" | "verified" | "not_held";
            edited_alone: string[];
        };
        /** @description Where the three sizes are shown, for some minutes. */
        PictureLinks: {
            small: string;
            medium: string;
            large: string;
        };
        /** @description What to make unreadable, from the upper left corner of the upright picture; what lies outside does not count. */
        Rectangle: {
            /** @description in parts of 1 */
            x: number;
            /** @description in parts of 1 */
            y: number;
            /** @description in parts of 1 */
            width: number;
            /** @description in parts of 1 */
            height: number;
        };
        /** @description A message, in the reader's language. `read_at` is empty until it was read. */
        MessageOut: {
            /** @description ULID, 26 characters */
            id: string;
            kind: string;
            title: string;
            body: string;
            event_id: string | null;
            /** Format: date-time */
            created_at: string;
            read_at: string | null;
        };
        /** @description A quiz in a list. `tries_left` counts those of all days; null means as many as one likes. */
        QuizLine: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** @enum {string} */
            mode: "contest" | "practice";
            /** @enum {string} */
            state: "draft" | "soon" | "open" | "over";
            /** Format: date-time */
            opens_at: string;
            /** Format: date-time */
            closes_at: string;
            rules_version: number;
            tries_left: number | null;
            tries_left_today: number | null;
        };
        /** @description What of a paper is shown when. */
        ReviewOut: {
            during: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            after_submit: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            while_open: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            after_close: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
        };
        /** @description A question of a paper, and what was answered to it. */
        ItemOut: {
            item: number;
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            /** @description what is asked */
            stem: string;
            marks: number;
            options: components["schemas"]["OptionOut"][];
            answer: string[];
            seq: number;
        };
        /** @description An answer that can be chosen. */
        OptionOut: {
            /** @description opaque; holds for one attempt only */
            id: string;
            text: string;
        };
        /** @description A question in hindsight; null is what is not shown now. */
        ReviewItem: {
            item: number;
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            /** @description what is asked */
            stem: string;
            marks: number;
            options: components["schemas"]["OptionOut"][];
            answer: string[] | null;
            right: boolean | null;
            score: number | null;
            key: string[] | null;
            explanation: string | null;
            source: string | null;
        };
        /** @description An attempt in the own list. */
        MyAttempt: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            quiz_id: string;
            title: string;
            /** @enum {string} */
            mode: "contest" | "practice";
            /** @enum {string} */
            state: "open" | "final" | "void";
            /** Format: date-time */
            started_at: string;
            deadline: string | null;
            finished_at: string | null;
            score: number | null;
            full: number;
            milliseconds: number;
        };
        /** @description A line of a quota: so many questions of a kind, each worth so many hundredths of a mark. */
        CellIn: {
            category: string;
            /** @enum {string} */
            difficulty: "easy" | "medium" | "hard";
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            count: number;
            /** @description in hundredths of a mark */
            marks: number;
        };
        /** @description What of a paper is shown when: while it is open, in the minutes after it is handed in, later, and at the end. */
        ReviewIn: {
            during?: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            after_submit?: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            while_open?: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
            after_close?: ("score" | "own_answers" | "right_wrong" | "key" | "explanation")[];
        };
        /** @description A line of a quota. */
        CellOut: {
            category: string;
            difficulty: string;
            type: string;
            count: number;
            marks: number;
        };
        /** @description An option, and whether it is right. */
        OptionFields: {
            text: string;
            right: boolean;
        };
        /** @description Something about a place of a file: a row (line) from 1, 0 for the whole file; a column, or nothing. */
        QuestionImportNote: {
            row: number;
            column: string;
            code: string;
            message: string;
        };
        /** @description An option, and how often it was chosen. */
        AnsweredOption: {
            text: string;
            right: boolean;
            chosen: number;
        };
        /**
         * @description What the answers say about a question of a quiz. The figures are empty below `fewest` answers.
         *
         *     `facility`: the mean mark as a share of the full one. `discrimination`: its correlation with the rest of the paper,
         *     from -1 to 1. `efficiency`: the same as a share of what is possible. `seconds`: the median time that people took.
         *     `dubious`: somebody should read it again.
         */
        QuestionStatistics: {
            /** @description ULID, 26 characters */
            question_id: string;
            /** @description names a question in files */
            code: string;
            version: number;
            /** @enum {string} */
            type: "single" | "multiple" | "true_false";
            category: string;
            /** @enum {string} */
            difficulty: "easy" | "medium" | "hard";
            /** @description what is asked */
            stem: string;
            n: number;
            facility: number | null;
            discrimination: number | null;
            efficiency: number | null;
            seconds: number | null;
            dubious: boolean;
            unanswered: number;
            options: components["schemas"]["AnsweredOption"][];
        };
        /**
         * @description A place on a board. A person has `score` and `milliseconds`; a group has the four fields after them.
         *
         *     `place` is the community of a person, or the region of a group. `score` and `mean` are in hundredths of a mark,
         *     `rate` of participation in hundredths of a percent; without a headcount there is none.
         */
        BoardRow: {
            rank: number;
            name: string;
            place: string | null;
            /** @default null */
            score?: number | null;
            /** @default null */
            milliseconds?: number | null;
            /** @default null */
            participants?: number | null;
            /** @default null */
            rate?: number | null;
            /** @default null */
            mean?: number | null;
            /** @default null */
            mean_milliseconds?: number | null;
        };
        /** @description Where the reader stands; whoever is not on boards has no rank. */
        OwnStanding: {
            rank: number | null;
            score: number;
            milliseconds: number;
        };
        /**
         * @description A certificate, by its number; `score` and `full` in hundredths of a mark.
         *
         *     `verify_url` is the public page that tells whether it is valid. The documents open for 15 to 30 minutes; one that
         *     was revoked has none.
         */
        CertificateOut: {
            serial: string;
            quiz: components["schemas"]["QuizOfCertificate"];
            score: number;
            full: number;
            /** Format: date-time */
            issued_at: string;
            revoked_at: string | null;
            verify_url: string;
            pdf_url: string | null;
            picture_url: string | null;
        };
        /** @description What a certificate says of its quiz. */
        QuizOfCertificate: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
        };
        /** @description A region. `path` names it with all above it: 黔西南州 兴义市 黄草街道. */
        RegionOut: {
            /** @description official code; 4, 6, 9 or 12 digits */
            code: string;
            parent_code: string | null;
            level: string;
            name: string;
            path: string;
            has_children: boolean;
        };
        /** @description A region above another. */
        AncestorOut: {
            /** @description official code; 4, 6, 9 or 12 digits */
            code: string;
            level: string;
            name: string;
        };
        /** @description Somebody who comes along: what the family calls this person is enough, no name is needed. */
        Companion: {
            /** @description how the family calls this person, e.g. 妈妈 */
            label: string;
            /** @default false */
            child?: boolean;
        };
        /** @description A sign-up as staff see it: names are masked. */
        StaffSignup: {
            /** @description ULID, 26 characters */
            id: string;
            /** @description ULID, 26 characters */
            event_id: string;
            /** @enum {string} */
            state: "confirmed" | "waiting" | "offered" | "cancelled";
            position: number | null;
            party: components["schemas"]["CompanionOut"][];
            seats: number;
            answers: {
                [key: string]: unknown;
            };
            form_version: number;
            offered_until: string | null;
            waits_until: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            person: string;
        };
        /** @description What a list of own sign-ups says of each event. */
        EventOfSignup: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            venue: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            /** Format: date-time */
            cancel_until: string;
            state: string;
        };
        /** @description A report that was returned, with the reason. */
        EarlierReport: {
            /** @description ULID, 26 characters */
            id: string;
            summary: string;
            headcount: number;
            /** Format: date-time */
            reported_at: string;
            verification: components["schemas"]["VerificationOut"] | null;
        };
        /** @description A photo of a report, with links for some minutes. */
        PhotoOut: {
            /** @description ULID, 26 characters */
            id: string;
            urls: components["schemas"]["PictureLinks"];
        };
        /** @description What was decided about a report. */
        VerificationOut: {
            /** @enum {string} */
            decision: "verified" | "returned";
            reason_code: ("photos_unclear" | "headcount_differs" | "summary_incomplete" | "wrong_event" | "other") | null;
            text: string;
            /** Format: date-time */
            decided_at: string;
        };
        /** @description What a list says of each event. */
        EventOfReport: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** @description official code; 4, 6, 9 or 12 digits */
            region_code: string;
            place_kind: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
        };
        /** @description A report that waits for somebody else than its reporter: days are working days, `level` says whose turn it is. */
        WaitingReport: {
            event: components["schemas"]["EventOfReport"];
            /** Format: date-time */
            reported_at: string;
            headcount: number;
            present: number;
            age_days: number;
            due_at_days: number;
            overdue: boolean;
            /** @enum {string} */
            level: "community" | "township" | "county" | "city";
        };
        /** @description Somebody who was there: of a sign-up, or by the name that people call them. */
        Addition: {
            /** @default null */
            signup_id?: string | null;
            /** @default 0 */
            member?: number;
            /** @default null */
            label?: string | null;
        };
        /** @description How many were at a session. */
        SessionCount: {
            number: number;
            label: string;
            present: number;
        };
        /** @description How many events, and how many people at them: somebody who was at two counts twice. */
        EventsAndPeople: {
            events: number;
            people: number;
        };
        /** @description What a proof says of its event. */
        EventOfProof: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
            venue: string;
        };
        /**
         * @description A proof of having been there, by its number.
         *
         *     `verify_url` is the public page that tells whether it is valid. The documents open for 15 to 30 minutes; one that
         *     was revoked has none.
         */
        ProofOut: {
            serial: string;
            event: components["schemas"]["EventOfProof"];
            minutes: number;
            volunteer: boolean;
            /** Format: date-time */
            issued_at: string;
            revoked_at: string | null;
            verify_url: string;
            pdf_url: string | null;
            picture_url: string | null;
        };
        /** @description Volunteer time of a year, in minutes, and at how many events. */
        YearOfHours: {
            year: number;
            minutes: number;
            events: number;
        };
        /** @description An event that took place without those who had a place. */
        MissedEvent: {
            /** @description ULID, 26 characters */
            id: string;
            title: string;
            /** Format: date-time */
            starts_at: string;
            /** Format: date-time */
            ends_at: string;
        };
        /** @description A place that nobody used. */
        NoShow: {
            /** @description ULID, 26 characters */
            signup_id: string;
            event: components["schemas"]["MissedEvent"];
        };
        /** @description From `most` unused places in `days` days on, others go first for a while. */
        NoShowRule: {
            most: number;
            days: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type LoginIn = components['schemas']['LoginIn'];
export type LoginOut = components['schemas']['LoginOut'];
export type Problem = components['schemas']['Problem'];
export type UserOut = components['schemas']['UserOut'];
export type ProfileIn = components['schemas']['ProfileIn'];
export type GrantQuery = components['schemas']['GrantQuery'];
export type GrantPage = components['schemas']['GrantPage'];
export type GrantIn = components['schemas']['GrantIn'];
export type GrantOut = components['schemas']['GrantOut'];
export type ResidentIn = components['schemas']['ResidentIn'];
export type ResidentOut = components['schemas']['ResidentOut'];
export type ResidentCodeOut = components['schemas']['ResidentCodeOut'];
export type VenueCodeQuery = components['schemas']['VenueCodeQuery'];
export type VenueCodeOut = components['schemas']['VenueCodeOut'];
export type SignedQuery = components['schemas']['SignedQuery'];
export type CheckinIn = components['schemas']['CheckinIn'];
export type CheckinOut = components['schemas']['CheckinOut'];
export type BatchIn = components['schemas']['BatchIn'];
export type BatchOut = components['schemas']['BatchOut'];
export type RosterOut = components['schemas']['RosterOut'];
export type UndoIn = components['schemas']['UndoIn'];
export type EventQuery = components['schemas']['EventQuery'];
export type EventPage = components['schemas']['EventPage'];
export type EventOut = components['schemas']['EventOut'];
export type EventIn = components['schemas']['EventIn'];
export type EventChange = components['schemas']['EventChange'];
export type CancelIn = components['schemas']['CancelIn'];
export type SeriesIn = components['schemas']['SeriesIn'];
export type SeriesMade = components['schemas']['SeriesMade'];
export type SeriesOut = components['schemas']['SeriesOut'];
export type CampaignQuery = components['schemas']['CampaignQuery'];
export type CampaignPage = components['schemas']['CampaignPage'];
export type CampaignIn = components['schemas']['CampaignIn'];
export type CampaignOut = components['schemas']['CampaignOut'];
export type CampaignChange = components['schemas']['CampaignChange'];
export type FeedOut = components['schemas']['FeedOut'];
export type UploadForm = components['schemas']['UploadForm'];
export type FileOut = components['schemas']['FileOut'];
export type BlurIn = components['schemas']['BlurIn'];
export type LinkQuery = components['schemas']['LinkQuery'];
export type MessageQuery = components['schemas']['MessageQuery'];
export type MessagePage = components['schemas']['MessagePage'];
export type ReadIn = components['schemas']['ReadIn'];
export type UnreadOut = components['schemas']['UnreadOut'];
export type QuizzesQuery = components['schemas']['QuizzesQuery'];
export type QuizPage = components['schemas']['QuizPage'];
export type QuizOut = components['schemas']['QuizOut'];
export type AttemptIn = components['schemas']['AttemptIn'];
export type AttemptOut = components['schemas']['AttemptOut'];
export type AnswerIn = components['schemas']['AnswerIn'];
export type AnswerOut = components['schemas']['AnswerOut'];
export type ResultOut = components['schemas']['ResultOut'];
export type AttemptReview = components['schemas']['AttemptReview'];
export type PageQuery = components['schemas']['PageQuery'];
export type MyAttemptPage = components['schemas']['MyAttemptPage'];
export type QuizIn = components['schemas']['QuizIn'];
export type QuizSettings = components['schemas']['QuizSettings'];
export type QuizChange = components['schemas']['QuizChange'];
export type QuestionQuery = components['schemas']['QuestionQuery'];
export type QuestionPage = components['schemas']['QuestionPage'];
export type QuestionIn = components['schemas']['QuestionIn'];
export type QuestionOut = components['schemas']['QuestionOut'];
export type ImportQuery = components['schemas']['ImportQuery'];
export type QuestionImportOut = components['schemas']['QuestionImportOut'];
export type ExportQuery = components['schemas']['ExportQuery'];
export type QuestionPatch = components['schemas']['QuestionPatch'];
export type QuestionCategoryQuery = components['schemas']['QuestionCategoryQuery'];
export type QuestionCategoryPage = components['schemas']['QuestionCategoryPage'];
export type QuestionCategoryIn = components['schemas']['QuestionCategoryIn'];
export type QuestionCategoryOut = components['schemas']['QuestionCategoryOut'];
export type QuestionCategoryPatch = components['schemas']['QuestionCategoryPatch'];
export type QuizStatistics = components['schemas']['QuizStatistics'];
export type BoardQuery = components['schemas']['BoardQuery'];
export type BoardOut = components['schemas']['BoardOut'];
export type BoardFileQuery = components['schemas']['BoardFileQuery'];
export type BoardState = components['schemas']['BoardState'];
export type ReasonIn = components['schemas']['ReasonIn'];
export type VoidOut = components['schemas']['VoidOut'];
export type OrganisationQuery = components['schemas']['OrganisationQuery'];
export type OrganisationPage = components['schemas']['OrganisationPage'];
export type OrganisationIn = components['schemas']['OrganisationIn'];
export type OrganisationOut = components['schemas']['OrganisationOut'];
export type OrganisationChange = components['schemas']['OrganisationChange'];
export type CertificatePage = components['schemas']['CertificatePage'];
export type FlagQuery = components['schemas']['FlagQuery'];
export type FlagPage = components['schemas']['FlagPage'];
export type OutcomeIn = components['schemas']['OutcomeIn'];
export type FlagOut = components['schemas']['FlagOut'];
export type RegionQuery = components['schemas']['RegionQuery'];
export type RegionPage = components['schemas']['RegionPage'];
export type RegionDetail = components['schemas']['RegionDetail'];
export type PlaceKindQuery = components['schemas']['PlaceKindQuery'];
export type PlaceKindPage = components['schemas']['PlaceKindPage'];
export type PlaceKindIn = components['schemas']['PlaceKindIn'];
export type PlaceKindOut = components['schemas']['PlaceKindOut'];
export type PlaceKindPatch = components['schemas']['PlaceKindPatch'];
export type SignupIn = components['schemas']['SignupIn'];
export type SignupOut = components['schemas']['SignupOut'];
export type EventSignupsQuery = components['schemas']['EventSignupsQuery'];
export type StaffSignupPage = components['schemas']['StaffSignupPage'];
export type MySignupsQuery = components['schemas']['MySignupsQuery'];
export type MySignupPage = components['schemas']['MySignupPage'];
export type MySignup = components['schemas']['MySignup'];
export type SignupChange = components['schemas']['SignupChange'];
export type MoveUpIn = components['schemas']['MoveUpIn'];
export type HeldReportIn = components['schemas']['HeldReportIn'];
export type HeldReportOut = components['schemas']['HeldReportOut'];
export type NotHeldIn = components['schemas']['NotHeldIn'];
export type VerificationIn = components['schemas']['VerificationIn'];
export type WaitingReports = components['schemas']['WaitingReports'];
export type CorrectionIn = components['schemas']['CorrectionIn'];
export type CorrectionOut = components['schemas']['CorrectionOut'];
export type AttendanceSummary = components['schemas']['AttendanceSummary'];
export type StatisticsQuery = components['schemas']['StatisticsQuery'];
export type EventStatistics = components['schemas']['EventStatistics'];
export type ProofQuery = components['schemas']['ProofQuery'];
export type ProofPage = components['schemas']['ProofPage'];
export type HoursOut = components['schemas']['HoursOut'];
export type NoShowsOut = components['schemas']['NoShowsOut'];
export type Role = components['schemas']['Role'];
export type WalkIn = components['schemas']['WalkIn'];
export type AttendanceOut = components['schemas']['AttendanceOut'];
export type OfflineCheckin = components['schemas']['OfflineCheckin'];
export type UnreadRow = components['schemas']['UnreadRow'];
export type BatchResult = components['schemas']['BatchResult'];
export type CompanionOut = components['schemas']['CompanionOut'];
export type Counts = components['schemas']['Counts'];
export type EventOfRoster = components['schemas']['EventOfRoster'];
export type Presence = components['schemas']['Presence'];
export type RosterPerson = components['schemas']['RosterPerson'];
export type SessionOfRoster = components['schemas']['SessionOfRoster'];
export type EventListItem = components['schemas']['EventListItem'];
export type Point = components['schemas']['Point'];
export type FormField = components['schemas']['FormField'];
export type FormOption = components['schemas']['FormOption'];
export type FormOut = components['schemas']['FormOut'];
export type SessionTimes = components['schemas']['SessionTimes'];
export type Repeat = components['schemas']['Repeat'];
export type OccurrenceOut = components['schemas']['OccurrenceOut'];
export type PictureLinks = components['schemas']['PictureLinks'];
export type Rectangle = components['schemas']['Rectangle'];
export type MessageOut = components['schemas']['MessageOut'];
export type QuizLine = components['schemas']['QuizLine'];
export type ReviewOut = components['schemas']['ReviewOut'];
export type ItemOut = components['schemas']['ItemOut'];
export type OptionOut = components['schemas']['OptionOut'];
export type ReviewItem = components['schemas']['ReviewItem'];
export type MyAttempt = components['schemas']['MyAttempt'];
export type CellIn = components['schemas']['CellIn'];
export type ReviewIn = components['schemas']['ReviewIn'];
export type CellOut = components['schemas']['CellOut'];
export type OptionFields = components['schemas']['OptionFields'];
export type QuestionImportNote = components['schemas']['QuestionImportNote'];
export type AnsweredOption = components['schemas']['AnsweredOption'];
export type QuestionStatistics = components['schemas']['QuestionStatistics'];
export type BoardRow = components['schemas']['BoardRow'];
export type OwnStanding = components['schemas']['OwnStanding'];
export type CertificateOut = components['schemas']['CertificateOut'];
export type QuizOfCertificate = components['schemas']['QuizOfCertificate'];
export type RegionOut = components['schemas']['RegionOut'];
export type AncestorOut = components['schemas']['AncestorOut'];
export type Companion = components['schemas']['Companion'];
export type StaffSignup = components['schemas']['StaffSignup'];
export type EventOfSignup = components['schemas']['EventOfSignup'];
export type EarlierReport = components['schemas']['EarlierReport'];
export type PhotoOut = components['schemas']['PhotoOut'];
export type VerificationOut = components['schemas']['VerificationOut'];
export type EventOfReport = components['schemas']['EventOfReport'];
export type WaitingReport = components['schemas']['WaitingReport'];
export type Addition = components['schemas']['Addition'];
export type SessionCount = components['schemas']['SessionCount'];
export type EventsAndPeople = components['schemas']['EventsAndPeople'];
export type EventOfProof = components['schemas']['EventOfProof'];
export type ProofOut = components['schemas']['ProofOut'];
export type YearOfHours = components['schemas']['YearOfHours'];
export type MissedEvent = components['schemas']['MissedEvent'];
export type NoShow = components['schemas']['NoShow'];
export type NoShowRule = components['schemas']['NoShowRule'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
