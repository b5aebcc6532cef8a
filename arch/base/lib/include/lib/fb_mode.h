/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How pixels lie in a framebuffer, and which framebuffers there can be: the loader hands on no
 * others, and the kernel believes in no others, whoever has loaded it.
 */
#ifndef L4_LIB_FB_MODE_H
#define L4_LIB_FB_MODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FB_ADDRESSES_END	((uint64_t)1 << 52)	/* of memory and devices */

/* Which bits of a pixel are a colour. */
struct fb_colour {
	uint8_t position, size;
};

struct fb_mode {
	uint32_t pitch;			/* bytes from one row of pixels to the next */
	uint32_t width, height;		/* pixels */
	uint32_t depth;			/* bits a pixel: 15 (of 16), 16, 24 or 32 */
	struct fb_colour red, green, blue;
};

static inline uint32_t fb_pixel_bytes(const struct fb_mode *mode)
{
	return (mode->depth + 7) / 8;
}

static inline bool fb_is_depth(uint32_t bits)
{
	return bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

static inline bool fb_is_colour(const struct fb_colour *c, uint32_t depth)
{
	return c->size > 0 && (uint32_t)c->position + c->size <= depth;
}

/*
 * What a framebuffer of this mode at this physical address would be, as in "is of an impossible
 * size"; NULL: it can be one. Any numbers may come.
 */
static inline const char *fb_mode_objection(uint64_t start, const struct fb_mode *mode)
{
	uint64_t row = (uint64_t)mode->width * fb_pixel_bytes(mode);
	uint64_t bytes = (uint64_t)mode->pitch * mode->height;

	if (!fb_is_depth(mode->depth))
		return "of an impossible depth";
	if (bytes == 0 || row == 0 || row > mode->pitch)
		return "of an impossible size";
	if (!fb_is_colour(&mode->red, mode->depth) || !fb_is_colour(&mode->green, mode->depth) ||
	    !fb_is_colour(&mode->blue, mode->depth))
		return "of impossible colours";
	if (start >= FB_ADDRESSES_END || bytes > FB_ADDRESSES_END - start)
		return "where addresses have ended";
	return NULL;
}

#endif
